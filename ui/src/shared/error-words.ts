/** Every error on a screen has these three parts. */
export type ErrorWords = { what: string; safe: string; todo: string };
