/** The versions of Microsoft.Authorization, which refuses all others. */
export const authorizationVersions: readonly string[] = [
    "2015-07-01",
    "2017-10-01-preview",
    "2018-01-01-preview",
    "2018-07-01",
    "2018-09-01-preview",
    "2020-03-01-preview",
    "2020-04-01-preview",
    "2020-08-01-preview",
    "2020-10-01-preview",
    "2021-04-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
];

const byNamespace: Readonly<Partial<Record<string, readonly string[]>>> = {
    "Microsoft.Authorization": [...authorizationVersions].reverse(),
    "Microsoft.KeyVault": ["2023-07-01", "2022-07-01"],
    "Microsoft.ManagedIdentity": ["2023-01-31", "2022-01-31-preview"],
    "Microsoft.Storage": ["2023-05-01", "2023-01-01"],
};

/** The versions that a namespace lists, newest first, for clients that ask before they call. */
export function apiVersionsOf(namespace: string): readonly string[] {
    return byNamespace[namespace] ?? ["2022-01-01"];
}
