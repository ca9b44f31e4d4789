/** What an operation answers, before a protocol writes it down. */
export type Document =
    string | number | boolean | Date | readonly Document[] | { readonly [member: string]: Document | undefined };
