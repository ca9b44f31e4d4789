/** Where the sandbox's hosts listen, such as `https://localhost:1234`; known only after they listen, hence functions. */
export interface Origins {
    readonly login: () => string;
    readonly graph: () => string;
    readonly resourceManager: () => string;
    readonly keyVault: () => string;
}
