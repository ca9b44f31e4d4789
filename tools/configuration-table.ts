import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as z from "zod/v4/core";
import { tagsSchema, workloadsSchema } from "../settings/workloads";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";

/** What the schemas do not say: the meaning of each setting. A setting without a text, or a text without a setting, is an error. */
const MEANINGS: Readonly<Record<string, string>> = {
    "aws:region": "Region of the identity pools, e.g. `eu-central-1`",
    "aws:profile": "AWS profile to deploy with",
    "aws:assumeRoles": "Roles to assume for the deployment, as the AWS provider takes them",
    "azuread:tenantId": "GUID of the Entra tenant",
    "azure-native:subscriptionId": "GUID of the Azure subscription that the deployment works in",
    "cognito-entra:azureCloud": "`public`, `usGovernment` or `china`",
    "cognito-entra:protect": "Whether pools, identities and applications are protected from deletion",
    "cognito-entra:createUnchecked":
        "Creates pools and applications even where the look-up for existing ones of their names fails; for one run only",
    "cognito-entra:tags": "Tags of everything that takes tags",
    "cognito-entra:permissionsBoundary":
        "ARN of the policy that bounds every role that may ask for tokens; `npm run permissions -- boundary` prints one. Roles get it when they are made; only an administrator changes it",
    "cognito-entra:workloads": "The workloads, at least one",
    "workloads[].name":
        "3 to 40 lower-case letters, digits and hyphens; unique. Part of every name in the clouds: a rename replaces them",
    "workloads[].description": "Goes to the Entra application",
    "workloads[].caller": "Who in AWS may become the workload: `roles` or `service`",
    "workloads[].caller.roles": "ARNs of roles that exist",
    "workloads[].caller.service": "An AWS service, e.g. `lambda.amazonaws.com`: a role is made that it may take",
    "workloads[].caller.maxSessionDurationSeconds": "With `service`: 3600 to 43200 seconds, 3600 where it is left out",
    "workloads[].issuer": "Who signs the workload's token",
    "workloads[].issuer.kind": "`cognito` ([page](docs/issuers/cognito.md)) or `sts` ([page](docs/issuers/sts.md))",
    "workloads[].issuer.url": "The tokens' `iss`, only where it cannot be looked up or nobody has published it",
    "workloads[].parameterPath":
        "Puts the environment into the SSM Parameter Store too: `/shop/orders` makes `/shop/orders/AZURE_TENANT_ID` and so on; unique",
    "workloads[].roleAssignments": "What the workload may do in Azure",
    "workloads[].roleAssignments[].role": "Name of a built-in role, or GUID of a role definition",
    "workloads[].roleAssignments[].scope":
        "`/subscriptions/<id>[/resourceGroups/<name>[/providers/…]]` or a management group",
    "workloads[].roleAssignments[].description": "For people, up to 2,048 characters",
    "workloads[].roleAssignments[].condition": "Azure's condition, version 2.0, up to 8 KB",
    "workloads[].roleAssignments[].allowPrivileged":
        "`true` asks for Owner, Contributor, User Access Administrator or Role Based Access Control Administrator on a subscription or management group",
};

const WORDS: Readonly<Record<string, string>> = {
    array: "list",
    object: "mapping",
    record: "mapping",
    string: "text",
    number: "number",
    boolean: "true or false",
};

interface Setting {
    readonly path: string;
    readonly type: string;
    /** `required`, the default, or nothing. */
    readonly standard: string;
}

const TOP_LEVEL: readonly Setting[] = [
    { path: "aws:region", type: "text", standard: "required" },
    { path: "aws:profile", type: "text", standard: "" },
    { path: "aws:assumeRoles", type: "list", standard: "" },
    { path: "azuread:tenantId", type: "text", standard: "required" },
    { path: "azure-native:subscriptionId", type: "text", standard: "required" },
    { path: "cognito-entra:azureCloud", type: "text", standard: "`public`" },
    { path: "cognito-entra:protect", type: "true or false", standard: "`true`" },
    { path: "cognito-entra:createUnchecked", type: "true or false", standard: "`false`" },
    { path: "cognito-entra:tags", type: typeOf(tagsSchema()), standard: "none" },
    { path: "cognito-entra:permissionsBoundary", type: "text", standard: "" },
    { path: "cognito-entra:workloads", type: typeOf(workloadsSchema(undefined)), standard: "required" },
];

const BEGIN = "<!-- configuration: made by `npx tsx tools/configuration-table.ts`, held by a test -->";
const END = "<!-- /configuration -->";

/** The README's table of settings, from the schemas that check them. */
export function configurationTable(): string {
    const settings = [...TOP_LEVEL, ...settingsOf(workloadsSchema(undefined), "workloads")];
    const unknown = Object.keys(MEANINGS).filter((path) => !settings.some((setting) => setting.path === path));
    if (unknown.length > 0) {
        throw new Error(`There is no setting ${unknown.join(", ")}.`);
    }
    const rows = settings.map(({ path, type, standard }) => {
        const meaning = MEANINGS[path];
        if (meaning === undefined) {
            throw new Error(`The setting ${path} has no text in tools/configuration-table.ts.`);
        }
        return [`\`${path}\``, type, standard, meaning];
    });
    const table = [["setting", "is", "default", "means"], ["---", "---", "---", "---"], ...rows];
    return table.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The README with its table of settings made anew. */
export function withConfigurationTable(readme: string): string {
    const [before, rest] = readme.split(BEGIN);
    const after = rest?.split(END)[1];
    if (before === undefined || after === undefined) {
        throw new Error(`README.md has no ${BEGIN} … ${END}.`);
    }
    return `${before}${BEGIN}\n\n${configurationTable()}\n\n${END}${after}`;
}

function settingsOf(schema: z.$ZodType, path: string): Setting[] {
    const { type, inner } = unwrapped(schema);
    if (type === "array" && "element" in inner) {
        return settingsOf(inner.element, `${path}[]`);
    }
    if (!("shape" in inner)) {
        return [];
    }
    return Object.entries(inner.shape).flatMap(([key, member]) => [
        { path: `${path}.${key}`, type: typeOf(member), standard: standardOf(member) },
        ...settingsOf(member, `${path}.${key}`),
    ]);
}

function typeOf(schema: z.$ZodType): string {
    const { type } = unwrapped(schema);
    return WORDS[type] ?? type;
}

function standardOf(schema: z.$ZodType): string {
    switch (schema._zod.def.type) {
        case "optional":
            return "";
        case "default":
            return "none";
        default:
            return "required";
    }
}

type Inner = { readonly element: z.$ZodType } | { readonly shape: z.$ZodShape } | object;

/** The schema of the value as it stands in the file, without what makes it optional and what reads it. */
function unwrapped(schema: z.$ZodType): { readonly type: string; readonly inner: Inner } {
    const def: z.$ZodTypeDef & { innerType?: z.$ZodType; in?: z.$ZodType } = schema._zod.def;
    const wrapped = def.innerType ?? def.in;
    return wrapped === undefined ? { type: def.type, inner: def } : unwrapped(wrapped);
}

async function main(): Promise<number> {
    const file = join(PROJECT_ROOT, "README.md");
    await writeFile(file, withConfigurationTable(await readFile(file, "utf8")));
    return 0;
}

if (require.main === module) {
    runCommand(main);
}
