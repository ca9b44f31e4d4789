declare const brand: unique symbol;

/** A string that a rule has checked: only the rule can create one. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
