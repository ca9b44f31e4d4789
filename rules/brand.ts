declare const brand: unique symbol;

/** A string that a rule has read and found right: only the rule makes one. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
