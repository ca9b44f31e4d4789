import eslint from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** Forbids imports from the named rooms of the house, and always the roots of the big provider SDKs. */
function arrows(files, forbidden) {
    return {
        files,
        rules: {
            "no-restricted-imports": [
                "error",
                {
                    paths: ["@pulumi/aws", "@pulumi/azure-native", "@pulumi/azuread"].map((name) => ({
                        name,
                        message: "Import a subpath: the package root costs 7x the time and 8x the memory of a preview.",
                    })),
                    patterns: forbidden.map(({ rooms, because }) => ({ group: rooms, message: because })),
                },
            ],
        },
    };
}

const pulumiPackages = { rooms: ["@pulumi/*", "!@pulumi/pulumi"], because: "Only components deploy." };
const anyPulumi = { rooms: ["@pulumi/*"], because: "This room works without Pulumi." };
const room = (names, because) => ({
    rooms: names.flatMap((name) => [
        `../${name}`,
        `../${name}/**`,
        `../../${name}`,
        `../../${name}/**`,
        `@cognito-entra/${name}`,
    ]),
    because,
});

export default tseslint.config(
    { ignores: ["**/node_modules/**", "**/dist/**", ".sandbox/**"] },
    eslint.configs.recommended,
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
        },
    },
    {
        files: ["**/*.ts"],
        plugins: { "@pulumi": pulumi },
        rules: { "@pulumi/no-output-instance-in-template-literal": "error" },
    },
    { files: ["**/*.cjs", "**/*.mjs"], ...tseslint.configs.disableTypeChecked },
    {
        files: ["**/*.cjs"],
        languageOptions: {
            globals: {
                require: "readonly",
                module: "readonly",
                process: "readonly",
                console: "readonly",
                __dirname: "readonly",
                Buffer: "readonly",
            },
        },
        rules: { "@typescript-eslint/no-require-imports": "off" },
    },
    {
        files: ["tests/**/*.ts"],
        rules: {
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-unused-expressions": "off",
        },
    },
    arrows(["*.ts", "tests/**/*.ts", "tools/**/*.ts"], []),
    arrows(
        ["components/**/*.ts"],
        [room(["settings", "provider", "policy", "workload", "sandbox", "tools"], "components know only rules.")],
    ),
    arrows(
        ["rules/**/*.ts"],
        [
            anyPulumi,
            room(
                ["settings", "components", "provider", "policy", "workload", "sandbox", "tools"],
                "rules know nothing else.",
            ),
            {
                rooms: ["node:fs", "node:fs/*", "node:http*", "node:net", "node:child_process"],
                because: "rules do no I/O.",
            },
        ],
    ),
    arrows(
        ["provider/**/*.ts"],
        [
            pulumiPackages,
            room(
                ["settings", "components", "rules", "policy", "workload", "sandbox", "tools"],
                "The provider stands alone.",
            ),
        ],
    ),
    arrows(
        ["sandbox/**/*.ts"],
        [
            pulumiPackages,
            room(
                ["settings", "components", "rules", "policy", "workload", "tools", "provider"],
                "The sandbox is the second witness.",
            ),
        ],
    ),
    arrows(
        ["workload/**/*.ts"],
        [
            anyPulumi,
            room(
                ["settings", "components", "rules", "provider", "policy", "sandbox", "tools"],
                "A workload installs none of ours.",
            ),
        ],
    ),
);
