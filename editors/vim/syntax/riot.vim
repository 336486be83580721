" Vim syntax file. Language: Riot
if exists("b:current_syntax") | finish | endif
syn case match
syn sync minlines=200

" Later rules win over earlier ones that begin at the same place, so names come first and words after them. Words are
" matches, not keywords, which would win over labels and fields.
syn match riotVariable "\<\l\w*\>" contained
syn match riotOperator "|>\|->\|<-\|=>\|++\|\.\.\|==\|!=\|<=\|>=\|||\|[-+*/%<>=!?|]"
syn match riotFunction "\<[a-z_]\w*\ze("
syn match riotModule "\<[a-z_]\w*\ze\.[A-Za-z_]\w*" nextgroup=riotDot
syn match riotDot "\.\.\@!" contained
syn match riotPipedFunction "\(|>\s*\)\@8<=[a-z_]\w*\ze\s*\($\||>\|[)\]},]\)"
syn match riotConstructor "\<\u\w*\>"
syn keyword riotType Int Float Bool String Bytes Unit Duration List Option Result Map Set Pid AnyPid Name Reply Monitor Timer ExitReason Never CallError Order
syn match riotType "\<\u\w*\ze\["
syn match riotType "\(:\s*\|->\s*\|\<receives\s\+\)\@16<=\(\l\w*\.\)\?\u\w*" contains=riotModule

syn match riotNumber "\<\(0x\x\+\(_\x\+\)*\|0o\o\+\(_\o\+\)*\|0b[01]\+\(_[01]\+\)*\|\d\+\(_\d\+\)*\)\>"
syn match riotFloat "\<\d\+\(_\d\+\)*\.\d\+\(_\d\+\)*\([eE][+-]\?\d\+\)\?\>"
syn match riotDuration "\<\d\+\(_\d\+\)*\(ns\|us\|ms\|s\|min\|h\|d\)\>"

syn match riotConditional "\<\(if\|else\|match\|receive\|when\)\>"
syn match riotRepeat "\<\(for\|in\)\>"
syn match riotKeyword "\<\(let\|return\|as\)\>"
syn match riotInclude "\<import\>"
syn match riotOperatorWord "\<\(and\|or\|not\)\>"
syn match riotBoolean "\<\(true\|false\)\>"
syn match riotException "\<\(assert\|panic\|todo\)\>"
syn match riotStorage "\<\(pub\|const\)\>"
syn match riotStructure "\<type\>"
syn match riotBuiltin "\<\(spawn\|spawn_link\|self\|exit\|link\|monitor\|call\|try_call\|print\|println\|eprintln\|show\|dbg\|sleep\|compare\|min\|max\)\>\ze\s*[({]"
syn match riotHole "\<_\>"
syn match riotPin "\^\l\w*\(\.\l\w*\)\?"

" Words only where their construct may begin.
syn match riotConditional "\(^\|[;{,]\)\s*\zsafter\>\ze\s\+[^:=,.)\]}!?|+*/% ]"
syn match riotStructure "^\s*\zs\(opaque\s\+type\|alias\)\>\ze\s\+\u"
syn match riotStructure "\<pub\s\+\zs\(opaque\s\+type\|alias\)\>"
syn match riotStructure "^\s*\zstest\>\ze\s*\""
syn match riotKeyword "\<receives\>\ze\s\+\(fn\>\|(\|\l\w*\>\|\u\)"
syn match riotKeywordFn "\<fn\>" nextgroup=riotDefinition skipwhite
syn match riotDefinition "[a-z_]\w*\ze\s*(" contained
syn match riotTypeName "\(\<\(type\|alias\)\s\+\)\@16<=\u\w*"

" A keyword is a plain name as a label and as a field.
syn match riotLabel "\<[a-z_]\w*\ze:\(\s\|)\|$\)"
syn match riotField "\.\@<!\.\zs[a-z_]\w*\>\ze(\@!"
syn match riotMethod "\.\@<!\.\zs[a-z_]\w*\>\ze("

syn match riotAttribute "@[a-z_]\w*"

" Bits: sizes and kinds behind the values.
syn region riotBits matchgroup=riotDelimiter start="<<" end=">>" contains=TOP,riotLabel,riotOperator
syn match riotBitSpec "/\s*\zs\(int\|float\|bytes\|utf8\|big\|little\|signed\|unsigned\)\(-\(int\|float\|bytes\|utf8\|big\|little\|signed\|unsigned\)\)*\>" contained containedin=riotBits

syn region riotBlock matchgroup=riotBrace start="{" end="}" transparent fold contains=TOP
syn match riotEscape "\\\([nrt0\\\"$]\|u{\x\{1,6}}\)" contained
syn match riotBadEscape "\\\([nrt0\\\"$]\|u{\x\{1,6}}\)\@!." contained
syn region riotInterpolation matchgroup=riotDelimiter start="\${" end="}" contained contains=TOP
syn region riotString start=+"+ skip=+\\.+ end=+"+ end=+$+ keepend extend contains=riotEscape,riotBadEscape,riotInterpolation,@Spell
syn region riotText start=+"""+ skip=+\\.+ end=+"""+ keepend extend contains=riotEscape,riotBadEscape,riotInterpolation,@Spell

syn match riotComment "//.*$" contains=riotTodo,@Spell
syn match riotDoc "//!.*$\|///\(/\)\@!.*$" contains=riotDocCode,@Spell
syn match riotDocCode "`[^`]*`" contained
syn keyword riotTodo TODO FIXME XXX contained

hi def link riotOperator Operator
hi def link riotOperatorWord Operator
hi def link riotFunction Function
hi def link riotMethod Function
hi def link riotPipedFunction Function
hi def link riotDefinition Function
hi def link riotModule Include
hi def link riotConstructor Constant
hi def link riotType Type
hi def link riotTypeName Type
hi def link riotNumber Number
hi def link riotFloat Float
hi def link riotDuration Number
hi def link riotConditional Conditional
hi def link riotRepeat Repeat
hi def link riotKeyword Keyword
hi def link riotKeywordFn Keyword
hi def link riotInclude PreProc
hi def link riotBoolean Boolean
hi def link riotException Exception
hi def link riotStorage StorageClass
hi def link riotStructure Structure
hi def link riotBuiltin Special
hi def link riotHole Special
hi def link riotPin Special
hi def link riotLabel Identifier
hi def link riotField Identifier
hi def link riotAttribute PreProc
hi def link riotBitSpec StorageClass
hi def link riotDelimiter Delimiter
hi def link riotString String
hi def link riotText String
hi def link riotEscape SpecialChar
hi def link riotBadEscape Error
hi def link riotComment Comment
hi def link riotDoc SpecialComment
hi def link riotDocCode Identifier
hi def link riotTodo Todo
let b:current_syntax = "riot"
