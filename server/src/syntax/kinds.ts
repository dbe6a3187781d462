/** Node kinds and fields of tree-sitter-python under numbers of our own, so that no other folder depends on a binding's ids. */

const kindNames = [
  // Anything the model does not look at: further tokens and node types of later grammars.
  'other',
  'ERROR',
  'aliased_import',
  'argument_list',
  'as_pattern',
  'as_pattern_target',
  'assert_statement',
  'assignment',
  'attribute',
  'augmented_assignment',
  'await',
  'binary_operator',
  'block',
  'boolean_operator',
  'break_statement',
  'call',
  'case_clause',
  'case_pattern',
  'class_definition',
  'class_pattern',
  'comment',
  'comparison_operator',
  'concatenated_string',
  'conditional_expression',
  'continue_statement',
  'decorated_definition',
  'decorator',
  'default_parameter',
  'delete_statement',
  'dictionary',
  'dictionary_comprehension',
  'dictionary_splat',
  'dictionary_splat_pattern',
  'dotted_name',
  'elif_clause',
  'ellipsis',
  'else_clause',
  'escape_interpolation',
  'escape_sequence',
  'except_clause',
  'exec_statement',
  'expression_list',
  'expression_statement',
  'false',
  'finally_clause',
  'float',
  'for_in_clause',
  'for_statement',
  'format_specifier',
  'function_definition',
  'future_import_statement',
  'generator_expression',
  'global_statement',
  'identifier',
  'if_clause',
  'if_statement',
  'import_from_statement',
  'import_statement',
  'integer',
  'interpolation',
  'keyword_argument',
  'keyword_pattern',
  'lambda',
  'lambda_parameters',
  'line_continuation',
  'list',
  'list_comprehension',
  'list_pattern',
  'list_splat',
  'list_splat_pattern',
  'match_statement',
  'module',
  'named_expression',
  'none',
  'nonlocal_statement',
  'not_operator',
  'pair',
  'parameters',
  'parenthesized_expression',
  'pass_statement',
  'pattern_list',
  'print_statement',
  'raise_statement',
  'relative_import',
  'return_statement',
  'set',
  'set_comprehension',
  'slice',
  'splat_pattern',
  'string',
  'string_content',
  'string_end',
  'string_start',
  'subscript',
  'true',
  'try_statement',
  'tuple',
  'tuple_pattern',
  'type',
  'type_alias_statement',
  'typed_default_parameter',
  'typed_parameter',
  'unary_operator',
  'union_pattern',
  'while_statement',
  'wildcard_import',
  'with_clause',
  'with_item',
  'with_statement',
  'yield',
  // Tokens that carry meaning.
  '>>',
  '<<',
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '**',
  '|',
  'async',
  'not',
  'not in',
  'in',
  'is',
  'is not',
  '==',
  '!=',
  ',',
  '|=',
  'and',
  'or',
] as const;

const fieldNames = [
  'none',
  'alias',
  'alternative',
  'argument',
  'arguments',
  'body',
  'condition',
  'consequence',
  'definition',
  'expression',
  'function',
  'key',
  'left',
  'module_name',
  'name',
  'object',
  'operator',
  'operators',
  'attribute',
  'parameters',
  'return_type',
  'right',
  'subject',
  'subscript',
  'superclasses',
  'type',
  'value',
] as const;

export type Kind = number;
export type Field = number;

type KindName = (typeof kindNames)[number];
type FieldName = (typeof fieldNames)[number];

function numbered<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.freeze(Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>);
}

export const Kind: Readonly<Record<KindName, Kind>> = numbered(kindNames);
export const Field: Readonly<Record<FieldName, Field>> = numbered(fieldNames);

const kindByName = new Map<string, Kind>(kindNames.map((name, index) => [name, index]));
const fieldByName = new Map<string, Field>(fieldNames.map((name, index) => [name, index]));

/** The kind of a node type by its name in the grammar; `other` for those the model does not look at. */
export function kindOf(name: string): Kind {
  return kindByName.get(name) ?? Kind.other;
}

/** The field by its name in the grammar; `none` for no field and for those the model does not look at. */
export function fieldOf(name: string | null | undefined): Field {
  return (name && fieldByName.get(name)) || Field.none;
}

/** The grammar's name of a kind, for printing. */
export function kindName(kind: Kind): string {
  return kindNames[kind] ?? 'other';
}
