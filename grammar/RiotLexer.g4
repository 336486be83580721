// SPDX-License-Identifier: MIT
// The words of Riot.
//
// There is no code in here. What a lexer without code cannot decide is left to the layout pass (see README.md),
// which stands between lexer and parser: which line ends count, where `after` is a word and where a name, which
// `else` belongs to a `let`. The tokens listed under `tokens` come from there.
//
// Braces push and pop modes so that a string may hold an expression that holds a string, to any depth.
lexer grammar RiotLexer;

tokens {
  LET_ELSE,       // the `else` of `let .. else`, which no `if` can claim
  FN_SHORT,       // the `fn` of `fn(x) = e`, whose body is all that stands right of it
  RETURN_UNIT,    // `return` with nothing behind it
  SPAWN,          // `spawn` or `spawn_link` with its block on the same line
  STRING_NEWLINE  // a line end inside of "..", where the lexer gives up on the string
}

// ------------------------------------------------------------------------------------------------- keywords
AND: 'and';
AS: 'as';
ASSERT: 'assert';
CONST: 'const';
ELSE: 'else';
FALSE: 'false';
FN: 'fn';
FOR: 'for';
IF: 'if';
IMPORT: 'import';
IN: 'in';
LET: 'let';
MATCH: 'match';
NOT: 'not';
OR: 'or';
PUB: 'pub';
RECEIVE: 'receive';
RETURN: 'return';
TRUE: 'true';
TYPE: 'type';
WHEN: 'when';

// Words only where their construct may begin; the layout pass makes names of the others.
AFTER: 'after';
ALIAS: 'alias';
OPAQUE: 'opaque';
RECEIVES: 'receives';
TEST: 'test';

// ------------------------------------------------------------------------------------------------- names
UNDERSCORE: '_';
LOWER_NAME: [a-z_] [a-zA-Z0-9_]*;
UPPER_NAME: [A-Z] [a-zA-Z0-9_]*;

// ------------------------------------------------------------------------------------------------- numbers
INT: DECIMAL | '0x' HEX+ ('_' HEX+)* | '0o' [0-7]+ ('_' [0-7]+)* | '0b' [01]+ ('_' [01]+)*;
FLOAT: DECIMAL '.' DECIMAL ([eE] [+-]? DECIMAL)?;
DURATION: DECIMAL ('ns' | 'us' | 'ms' | 's' | 'min' | 'h' | 'd');
// Whatever else begins with a digit, as one token, so that it gets one message.
BAD_NUMBER
  : DECIMAL_LIKE ('.' DECIMAL_LIKE)? ([eE] [+-]? [0-9_]+)? [a-zA-Z0-9_]*
  | '0' [xobXOB] [a-zA-Z0-9_]*
  ;

fragment DECIMAL: [0-9]+ ('_' [0-9]+)*;
fragment DECIMAL_LIKE: [0-9] [0-9_]*;
fragment HEX: [0-9a-fA-F];

// ------------------------------------------------------------------------------------------------- strings
// A string without insertions is one token; any other opens a mode.
STRING: '"' (~["\\$\r\n] | '\\' ~[\r\n] | '$'+ (~["\\{$\r\n] | '\\' ~[\r\n]))* '$'* '"';
TEXT_OPEN: '"""' -> pushMode(TEXT);
STRING_OPEN: '"' -> pushMode(QUOTED);

// ------------------------------------------------------------------------------------------------- brackets
LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBITS: '<<';
RBITS: '>>';
LMAP: '#{' -> pushMode(DEFAULT_MODE);
LBRACE: '{' -> pushMode(DEFAULT_MODE);
RBRACE: '}' -> popMode;

// ------------------------------------------------------------------------------------------------- operators
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH: '/';
PERCENT: '%';
CONCAT: '++';
EQUAL: '==';
NOT_EQUAL: '!=';
LESS: '<';
LESS_EQUAL: '<=';
GREATER: '>';
GREATER_EQUAL: '>=';
PIPE: '|>';
BANG: '!';
DOTDOT: '..';
BAR: '|';
BARBAR: '||';
FROM: '<-';
FAT_ARROW: '=>';
ARROW: '->';
ASSIGN: '=';
COLON: ':';
COMMA: ',';
DOT: '.';
QUESTION: '?';
CARET: '^';
AT: '@';

// Operators of other languages, so that the message can say what to write instead. None is the beginning of
// anything that Riot allows.
BAD_OPERATOR: '&&' | '&' | '===' | '!==' | '::' | ':=' | '+=' | '-=' | '*=' | '/=' | '%=' | '**' | '<>' | '...' | '/*';

// ------------------------------------------------------------------------------------------------- between
SEMICOLON: ';';
NEWLINE: ('\r'? '\n' [ \t]*)+;
BLANK: [ \t]+ -> skip;
MODULE_DOC: '//!' ~[\n]* -> channel(HIDDEN);
ITEM_DOC: '///' (~[/\n] ~[\n]*)? -> channel(HIDDEN);
COMMENT: '//' ~[\n]* -> channel(HIDDEN);
BLOCK_COMMENT: '/*' .*? '*/' -> channel(HIDDEN);
BAD_CHARACTER: .;

// ------------------------------------------------------------------------------------------------- inside "..."
mode QUOTED;
QUOTED_TEXT: (~["\\$\r\n] | '\\' ~[\r\n])+ -> type(STRING_TEXT);
QUOTED_SINGLE: ('$' | '\\' | '\r') -> type(STRING_TEXT);
QUOTED_INSERT: '${' -> type(INSERT_OPEN), pushMode(DEFAULT_MODE);
QUOTED_CLOSE: '"' -> type(STRING_CLOSE), popMode;
QUOTED_NEWLINE: '\r'? '\n' -> type(STRING_NEWLINE), popMode;

// ------------------------------------------------------------------------------------------------- inside """..."""
mode TEXT;
STRING_TEXT: (~["\\$] | '\\' .)+;
TEXT_SINGLE: ('$' | '\\' | '"') -> type(STRING_TEXT);
INSERT_OPEN: '${' -> pushMode(DEFAULT_MODE);
STRING_CLOSE: '"""' -> popMode;
