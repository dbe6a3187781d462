export type Kind = number;
