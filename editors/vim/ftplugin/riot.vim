" Settings for Riot.
if exists("b:did_ftplugin") | finish | endif
let b:did_ftplugin = 1
setlocal commentstring=//\ %s comments=:///,://!,:// formatoptions-=t formatoptions+=croql
setlocal shiftwidth=2 softtabstop=2 expandtab textwidth=100
setlocal suffixesadd=.riot include=^\\s*import\\s\\+
compiler riot
" gq and = go through the formatter when there is one.
if executable("riotc") | setlocal equalprg=riotc\ fmt\ - | endif
let b:undo_ftplugin = "setlocal commentstring< comments< formatoptions< shiftwidth< softtabstop< expandtab< textwidth< suffixesadd< include< equalprg< makeprg< errorformat<"
