setlocal commentstring=//\ %s comments=:///,://!,:// shiftwidth=2 softtabstop=2 expandtab
setlocal errorformat=%f:%l:%c:\ %t%*[^[][%.%#]:\ %m
setlocal makeprg=riotc\ check\ --message-format=short\ %
