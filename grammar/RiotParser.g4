// SPDX-License-Identifier: MIT
// The grammar of Riot, over the tokens that the layout pass lets through (see README.md).
//
// It is LL(1) nearly everywhere and has no ambiguities, which a test asserts: that is what makes it fast. Three
// habits follow. Operators are flat lists; the tree builder climbs precedences. A label is parsed as the expression
// (pattern, type) that it looks like, and checked afterwards. And what the builder can say better than a parser,
// such as `..` in the wrong place, is let through to it.
parser grammar RiotParser;

options { tokenVocab = RiotLexer; }

module: item? (NEWLINE item?)* EOF;

// ------------------------------------------------------------------------------------------------- items
item: (attribute NEWLINE?)* (PUB? (functionItem | typeItem | aliasItem | constItem | testItem) | importItem);

attribute: AT LOWER_NAME (LPAREN (attributeArgument (COMMA attributeArgument)*)? RPAREN)?;
fieldAttribute: AT LOWER_NAME LPAREN (attributeArgument (COMMA attributeArgument)*)? RPAREN;
attributeArgument: (LOWER_NAME COLON)? (stringLiteral | TRUE | FALSE | INT | LOWER_NAME | UPPER_NAME);

importItem: IMPORT LOWER_NAME (SLASH LOWER_NAME)* (DOT LBRACE (importedName (COMMA importedName)*)? RBRACE)? (AS LOWER_NAME)?;
importedName: LOWER_NAME (AS LOWER_NAME)? | UPPER_NAME (AS UPPER_NAME)?;

constItem: CONST (LOWER_NAME | UPPER_NAME) (COLON type)? ASSIGN expr;

typeItem: OPAQUE? TYPE UPPER_NAME typeParameters? (fields | ASSIGN BAR? constructor (BAR constructor)*)?;
typeParameters: LBRACKET LOWER_NAME (COMMA LOWER_NAME)* RBRACKET;
constructor: UPPER_NAME fields?;
fields: LPAREN (field (COMMA field)*)? RPAREN;
field: fieldAttribute* type (COLON type)? (ASSIGN expr)?;

aliasItem: ALIAS UPPER_NAME typeParameters? ASSIGN type;

functionItem: FN LOWER_NAME LPAREN parameters? RPAREN typeTail* (WHEN expr)? (ASSIGN expr | block)?;
parameters: parameter (COMMA parameter)*;
// A word before the pattern is the label.
parameter: ((keyword | LOWER_NAME) pattern | pattern) (COLON type)? (ASSIGN expr)?;

testItem: TEST stringLiteral block;

// ------------------------------------------------------------------------------------------------- types
// `fn(a) -> b receives m`: the parts behind the atom belong to the nearest `fn`, which the builder sees to.
type: typeAtom typeTail*;
typeTail: (ARROW | RECEIVES) typeAtom;
typeAtom
  : LOWER_NAME (DOT UPPER_NAME typeArguments?)?
  | UPPER_NAME typeArguments?
  | LPAREN (type (COMMA type)*)? RPAREN
  | (FN | FN_SHORT) LPAREN (type (COMMA type)*)? RPAREN
  ;
typeArguments: LBRACKET type (COMMA type)* RBRACKET;

// ------------------------------------------------------------------------------------------------- statements
block: LBRACE statement? (NEWLINE statement?)* RBRACE;
statement
  : LET pattern (COLON type)? ASSIGN expr (LET_ELSE letElse)?
  | expr
  ;
letElse: block | LBRACE arm ((NEWLINE | COMMA) arm?)* RBRACE;

arms: arm? ((NEWLINE | COMMA) arm?)*;
arm: pattern (WHEN expr)? ARROW expr;

// ------------------------------------------------------------------------------------------------- expressions
expr
  : operand
    ( ( BANG | OR | AND | EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | PIPE | DOTDOT | CONCAT
      | PLUS | MINUS | STAR | SLASH | PERCENT
      ) operand
    )*
  ;
operand
  : (MINUS | NOT | RETURN | ASSERT | shortLambda)*
    ( INT | FLOAT | DURATION | TRUE | FALSE | stringLiteral | LOWER_NAME | UPPER_NAME | UNDERSCORE | RETURN_UNIT
    | parenthesised | list | map | bits | block | ifExpr | matchExpr | receiveExpr | forExpr | lambda | spawnExpr
    )
    (call | DOT (LOWER_NAME | UPPER_NAME) | QUESTION)*
  ;

call: LPAREN (argument (COMMA argument)*)? RPAREN;
argument: DOTDOT expr | expr (COLON expr?)?;

parenthesised: LPAREN (expr (COMMA expr)*)? RPAREN;
list: LBRACKET (listItem (BARBAR comprehensionClause (COMMA comprehensionClause)* | (COMMA listItem)*))? RBRACKET;
listItem: DOTDOT expr | expr;
comprehensionClause: pattern FROM expr | expr;
map: LMAP (mapItem (COMMA mapItem)*)? RBRACE;
mapItem: DOTDOT expr | expr FAT_ARROW expr;

ifExpr: IF expr block (ELSE (IF expr block | block))*;
matchExpr: MATCH expr LBRACE arms RBRACE;
receiveExpr: RECEIVE LBRACE arms (AFTER expr ARROW expr NEWLINE?)? RBRACE;
forExpr: FOR pattern IN expr block;
spawnExpr: SPAWN block;
lambda: FN LPAREN parameters? RPAREN typeTail* block;
shortLambda: FN_SHORT LPAREN parameters? RPAREN typeTail* ASSIGN;

stringLiteral: STRING | (STRING_OPEN | TEXT_OPEN) (STRING_TEXT | INSERT_OPEN expr RBRACE)* STRING_CLOSE;

bits: LBITS (segment (COMMA segment)*)? RBITS;
segment: segmentValue (COLON segmentSize)? (SLASH LOWER_NAME (MINUS LOWER_NAME)*)?;
segmentValue
  : MINUS?
    (INT | FLOAT | DURATION | TRUE | FALSE | stringLiteral | LOWER_NAME | UPPER_NAME | UNDERSCORE | LPAREN expr RPAREN)
    (call | DOT (LOWER_NAME | UPPER_NAME) | QUESTION)*
  ;
segmentSize: INT | LOWER_NAME | LPAREN expr RPAREN;

// ------------------------------------------------------------------------------------------------- patterns
pattern: patternAtom (BAR patternAtom)* (AS LOWER_NAME)*;
patternAtom
  : MINUS? (INT | FLOAT | DURATION)
  | TRUE
  | FALSE
  | stringLiteral (CONCAT patternAtom)?
  | UNDERSCORE
  | LOWER_NAME (DOT UPPER_NAME patternArguments?)?
  | UPPER_NAME patternArguments?
  | LPAREN (pattern (COMMA pattern)*)? RPAREN
  | LBRACKET (patternItem (COMMA patternItem)*)? RBRACKET
  | LMAP (patternEntry (COMMA patternEntry)*)? RBRACE
  | LBITS (patternSegment (COMMA patternSegment)*)? RBITS
  | CARET LOWER_NAME (DOT LOWER_NAME)?
  ;
patternArguments: LPAREN (patternArgument (COMMA patternArgument)*)? RPAREN;
patternArgument: DOTDOT | pattern (COLON pattern?)?;
patternItem: DOTDOT patternAtom? | pattern;
patternEntry: patternAtom FAT_ARROW pattern;
patternSegment: patternSegmentValue (COLON segmentSize)? (SLASH LOWER_NAME (MINUS LOWER_NAME)*)?;
patternSegmentValue: MINUS? (INT | FLOAT) | stringLiteral | LOWER_NAME | UNDERSCORE | CARET LOWER_NAME (DOT LOWER_NAME)?;

// ------------------------------------------------------------------------------------------------- words as labels
keyword
  : AND | AS | ASSERT | CONST | ELSE | LET_ELSE | FN | FOR | IF | IMPORT | IN | LET | MATCH | NOT | OR | PUB | RECEIVE
  | RETURN | TYPE | WHEN
  ;
