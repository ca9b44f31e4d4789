/** What a room may import from Pulumi: nothing, its SDK, or the SDK and the providers' packages by subpath. */
export type PulumiUse = "none" | "sdk" | "providers";

export interface Room {
    /** A folder, or a file at the root. */
    readonly path: string;
    /** The rooms that it may import from, besides itself. */
    readonly mayImport: readonly string[];
    readonly pulumi: PulumiUse;
    /** The modules of Node.js that it may import. @default all */
    readonly node?: readonly string[];
    /** Why it may not import more. */
    readonly because: string;
}

/** The rooms that are no examples, tools or tests. */
const SHIPPED = [
    "index.ts",
    "settings",
    "components",
    "readme",
    "rules",
    "plumbing",
    "provider",
    "policy",
    "workload",
    "sandbox",
];

/** Every arrow of the house. `docs/architecture.md` explains the rooms, and a test compares its table with this one. */
export const ROOMS: readonly Room[] = [
    {
        path: "index.ts",
        mayImport: ["settings", "components", "readme"],
        pulumi: "sdk",
        because: "the program only connects settings, components and outputs",
    },
    {
        path: "settings",
        mayImport: ["rules"],
        pulumi: "sdk",
        because: "a stack's file is checked without deploying anything",
    },
    {
        path: "components",
        mayImport: ["rules"],
        pulumi: "providers",
        because: "a component works in any program, whatever its settings",
    },
    {
        path: "readme",
        mayImport: ["settings", "components", "rules"],
        pulumi: "sdk",
        because: "the readme only describes a stack",
    },
    {
        path: "rules",
        mayImport: [],
        pulumi: "none",
        // Digests: the same input gives the same output.
        node: ["crypto"],
        because: "rules are pure: no Pulumi, no I/O, no clock",
    },
    { path: "plumbing", mayImport: [], pulumi: "sdk", because: "plumbing knows no cloud" },
    {
        path: "provider",
        mayImport: ["plumbing"],
        pulumi: "none",
        because: "every preview waits for the provider to load",
    },
    { path: "policy", mayImport: ["rules"], pulumi: "sdk", because: "a policy pack judges resources of any program" },
    {
        path: "workload",
        mayImport: [],
        pulumi: "none",
        because: "a workload installs the kit and nothing else of this project",
    },
    {
        path: "sandbox",
        mayImport: ["plumbing"],
        pulumi: "none",
        because: "the sandbox is the second witness",
    },
    {
        path: "examples",
        mayImport: ["workload"],
        pulumi: "none",
        because: "an example shows what a workload's author writes",
    },
    {
        path: "tools",
        mayImport: SHIPPED,
        pulumi: "providers",
        because: "a command works without the tests",
    },
    {
        path: "tests",
        mayImport: [...SHIPPED, "examples", "tools"],
        pulumi: "providers",
        because: "tests see everything",
    },
];
