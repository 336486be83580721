if exists("b:current_syntax") | finish | endif
syn match riotComment "//.*$" contains=riotTodo
syn match riotDoc "//[/!].*$"
syn keyword riotTodo TODO FIXME contained
syn keyword riotKeyword fn let if else match receive after for in return when as const type alias opaque import pub test receives assert
syn keyword riotOperatorWord and or not
syn keyword riotBoolean true false
syn keyword riotSpecial spawn spawn_link self panic todo exit call try_call
syn match riotType "\<[A-Z][A-Za-z0-9_]*\>"
syn match riotFunction "\<[a-z_][A-Za-z0-9_]*\ze("
syn match riotNumber "\<\(0x[0-9A-Fa-f_]\+\|0o[0-7_]\+\|0b[01_]\+\|[0-9][0-9_]*\)\>"
syn match riotFloat "\<[0-9][0-9_]*\.[0-9][0-9_]*\(e[+-]\?[0-9]\+\)\?\>"
syn match riotDuration "\<[0-9][0-9_]*\(ns\|us\|ms\|s\|min\|h\|d\)\>"
syn match riotEscape "\\\([nrt0\\\"$]\|u{[0-9A-Fa-f]\{1,6}}\)" contained
syn region riotInterpolation matchgroup=riotDelimiter start="\${" end="}" contained contains=TOP
syn region riotString start=+"+ end=+"\|$+ contains=riotEscape,riotInterpolation
syn region riotString start=+"""+ end=+"""+ contains=riotEscape,riotInterpolation
syn match riotOperator "|>\|->\|<-\|=>\|++\|\.\.\|[!?^]"
syn match riotAttribute "@[a-z_]\+"
hi def link riotComment Comment
hi def link riotDoc SpecialComment
hi def link riotTodo Todo
hi def link riotKeyword Keyword
hi def link riotOperatorWord Operator
hi def link riotBoolean Boolean
hi def link riotSpecial Special
hi def link riotType Type
hi def link riotFunction Function
hi def link riotNumber Number
hi def link riotFloat Float
hi def link riotDuration Number
hi def link riotEscape SpecialChar
hi def link riotDelimiter Delimiter
hi def link riotString String
hi def link riotOperator Operator
hi def link riotAttribute PreProc
let b:current_syntax = "riot"
