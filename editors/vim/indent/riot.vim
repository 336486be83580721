" Indentation for Riot: two blanks more behind an opening bracket, `=` or `->` at the end of a line.
if exists("b:did_indent") | finish | endif
let b:did_indent = 1
setlocal indentexpr=RiotIndent() indentkeys=0},0),0],0<bar>,!^F,o,O autoindent
let b:undo_indent = "setlocal indentexpr< indentkeys<"
if exists("*RiotIndent") | finish | endif

function! RiotIndent()
  let before = prevnonblank(v:lnum - 1)
  if before == 0 | return 0 | endif
  let text = substitute(getline(before), '\s*//.*$', '', '')
  let indent = indent(before)
  if text =~ '\([{([]\|<<\|=\|->\)\s*$' | let indent += shiftwidth() | endif
  " One step back behind the single line below a `=` or `->`.
  if before > 1 && text !~ '[{([]\s*$' && getline(before) !~ '^\s*|'
    let above = substitute(getline(prevnonblank(before - 1)), '\s*//.*$', '', '')
    if above =~ '\(\s=\|->\)\s*$' && indent(before) > indent(prevnonblank(before - 1)) | let indent -= shiftwidth() | endif
  endif
  if getline(v:lnum) =~ '^\s*\([]})]\|>>\)' | let indent -= shiftwidth() | endif
  return indent < 0 ? 0 : indent
endfunction
