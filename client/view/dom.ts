/** Makes an element with properties and children; children that are strings become text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** `1 finding`, `2 880 findings`: thousands set apart as in the messages of findings. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en').replaceAll(',', ' ')} ${number === 1 ? one : many}`;
}

/** A message with what stands between backticks as code. */
export function withCode(message: string): (Node | string)[] {
  return message
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? element('code', { textContent: part }) : part));
}
