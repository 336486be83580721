" Checks the syntax file in a real Vim: which group colours which word of sample.riot; indentation; :make.
" usage: vim -Nu NONE -es -S editors/vim/test/run.vim (status 1 when something is wrong)
let s:home = expand("<sfile>:p:h:h")
let s:sample = s:home . "/test/sample.riot"
exe "set runtimepath^=" . s:home
filetype plugin indent on
syntax on
exe "edit " . s:sample
let s:failed = []

" The group of the n-th occurrence of a text in a line.
function! s:Is(line, text, group, ...)
  let n = a:0 ? a:1 : 1
  let column = 0
  let at = -1
  for i in range(n)
    let at = stridx(getline(a:line), a:text, at + 1)
  endfor
  let got = synIDattr(synID(a:line, at + 1, 1), "name")
  if at < 0 || got != a:group
    call add(s:failed, a:line . ": `" . a:text . "` is " . got . ", expected " . a:group)
  endif
endfunction

if &filetype != "riot" | call add(s:failed, "filetype is " . &filetype) | endif
call s:Is(1, "Module", "riotDoc")
call s:Is(1, "`code`", "riotDocCode")
call s:Is(2, "import", "riotInclude")
call s:Is(3, "pub", "riotStorage")
call s:Is(3, "10_000", "riotNumber")
call s:Is(4, "@deprecated", "riotAttribute")
call s:Is(5, "opaque", "riotStructure")
call s:Is(5, "Token", "riotTypeName")
call s:Is(5, "Token", "riotConstructor", 2)
call s:Is(5, "raw", "riotLabel")
call s:Is(5, "String", "riotType")
call s:Is(6, "Circle", "riotConstructor")
call s:Is(7, "fn", "riotKeywordFn")
call s:Is(7, "loop", "riotDefinition")
call s:Is(7, "test", "")
call s:Is(7, "receives", "riotKeyword")
call s:Is(7, "Msg", "riotType")
call s:Is(7, "when", "riotConditional")
call s:Is(8, "plain", "riotComment")
call s:Is(8, "TODO", "riotTodo")
call s:Is(9, "receive", "riotConditional")
call s:Is(10, "->", "riotOperator")
call s:Is(10, "loop", "riotFunction")
call s:Is(11, "after", "riotConditional")
call s:Is(11, "250ms", "riotDuration")
call s:Is(11, "println", "riotBuiltin")
call s:Is(11, "in ", "riotString")
call s:Is(11, "${", "riotDelimiter")
call s:Is(11, "list", "riotModule")
call s:Is(11, "fn", "riotKeywordFn")
call s:Is(11, "<", "riotString")
call s:Is(11, "> ", "riotOperator")
call s:Is(11, " out", "riotString")
call s:Is(11, "\\t", "riotEscape")
call s:Is(11, "\\q", "riotBadEscape")
call s:Is(13, "let", "riotKeyword")
call s:Is(13, "test", "riotField")
call s:Is(13, "match", "riotLabel", 2)
call s:Is(13, "2.5", "riotFloat")
call s:Is(13, "after", "riotLabel")
call s:Is(13, "0xff", "riotNumber")
call s:Is(14, "|>", "riotOperator")
call s:Is(14, "println", "riotPipedFunction")
call s:Is(15, "<<", "riotDelimiter")
call s:Is(15, "16", "riotNumber")
call s:Is(15, "signed-big", "riotBitSpec")
call s:Is(15, "bytes", "riotBitSpec")
call s:Is(15, ">>", "riotDelimiter")
call s:Is(17, "text", "riotText")
call s:Is(17, "q", "riotText")
call s:Is(17, "more", "riotText")
call s:Is(19, "spawn", "riotBuiltin")
call s:Is(19, "^pinned", "riotPin")
call s:Is(20, "not", "riotOperatorWord")
call s:Is(20, "true", "riotBoolean")
call s:Is(22, "test", "riotStructure")
call s:Is(22, "assert", "riotException")

" Indentation: what is laid out well stays as it is.
enew!
setfiletype riot
let s:lines = ["fn f(x) {", "  match x {", "    1 -> g(", "      x,", "    )", "    _ -> {", "      let y =", "        2", "      y", "    }", "  }", "}"]
call setline(1, map(copy(s:lines), 'substitute(v:val, "^ *", "", "")'))
set equalprg=
setlocal equalprg=
normal! gg=G
if getline(1, "$") != s:lines | call add(s:failed, "indentation: " . string(getline(1, "$"))) | endif

" The error format reads riotc's short messages.
" :cgetexpr takes the global one, :make that of the buffer.
let &g:errorformat = &l:errorformat
cgetexpr ["main.riot:3:7: error[E0301]: types do not match"]
let s:entry = getqflist()[0]
if [s:entry.lnum, s:entry.col, s:entry.type, s:entry.nr, s:entry.text] != [3, 7, "e", 301, "types do not match"] | call add(s:failed, "errorformat: " . string(s:entry)) | endif

for s:each in s:failed
  call writefile([s:each], "/dev/stderr", "a")
endfor
exe len(s:failed) ? "cquit" : "qall!"
