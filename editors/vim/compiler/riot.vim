" :make checks the file at hand; its complaints go to the quickfix list.
let current_compiler = "riot"
CompilerSet makeprg=riotc\ check\ --message-format=short\ %
CompilerSet errorformat=%f:%l:%c:\ %trror[E%n]:\ %m,%f:%l:%c:\ %tarning[W%n]:\ %m
