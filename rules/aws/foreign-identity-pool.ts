import { quote } from "../quote";
import { stackTagKey } from "./stack-tag";

/** What is known about an identity pool that already has the name. */
export type FoundIdentityPool =
    | { readonly id: string; readonly denied: string }
    | {
          readonly id: string;
          readonly tags: Readonly<Record<string, string>>;
          readonly developerProviderName: string;
          readonly allowUnauthenticatedIdentities: boolean;
          readonly allowClassicFlow: boolean;
          /** Every other identity provider of the pool: names and ARNs. */
          readonly otherProviders: readonly string[];
      };

/** The pool that is about to be created. */
export interface ExpectedIdentityPool {
    readonly stackTag: string;
    readonly developerProviderName: string;
}

/** Whether a pool carries the tag that only this stack sets. */
export function carriesStackTag(pool: FoundIdentityPool, expected: ExpectedIdentityPool): boolean {
    return !("denied" in pool) && pool.tags[stackTagKey] === expected.stackTag;
}

/** Why a pool cannot be what an interrupted run of this stack left behind; empty if it can. */
export function foreignIdentityPoolReasons(pool: FoundIdentityPool, expected: ExpectedIdentityPool): string[] {
    if ("denied" in pool) {
        return [`the deploying identity may not read it (${pool.denied})`];
    }
    const { developerProviderName: provider, otherProviders } = pool;
    return [
        ...(carriesStackTag(pool, expected) ? [] : [`it does not carry the tag ${stackTagKey} = ${expected.stackTag}`]),
        ...(pool.allowUnauthenticatedIdentities ? ["it allows unauthenticated identities"] : []),
        ...(pool.allowClassicFlow ? ["it allows the classic flow"] : []),
        ...(provider === expected.developerProviderName
            ? []
            : [
                  `its developer provider is ${provider === "" ? "missing" : quote(provider)}, not ${quote(expected.developerProviderName)}`,
              ]),
        ...otherProviders.map((other) => `it has the identity provider ${quote(other)}`),
    ];
}
