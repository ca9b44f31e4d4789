import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { settingKeys } from "../../settings";
import { configurationTable } from "../../tools/configuration-table";
import { PROJECT_ROOT } from "../../tools/project";
import { madeAnew, settingsDocuments } from "../../tools/settings-documents";
import { stackFileSchema } from "../../tools/settings-schema";

const read = (file: string): Promise<string> => readFile(join(PROJECT_ROOT, file), "utf8");

describe("the documents that repeat the settings' schemas", () => {
    for (const document of settingsDocuments) {
        it(`is up to date: ${document.file}`, async () => {
            assert.equal(
                await read(document.file),
                await madeAnew(document),
                "run npx tsx tools/settings-documents.ts",
            );
        });
    }

    it("names every key in the README's table, once", () => {
        const rows = configurationTable().split("\n");
        const found = settingKeys.map((key) => rows.filter((row) => row.startsWith(`| \`${key}\` |`)).length);
        assert.deepEqual(
            found,
            settingKeys.map(() => 1),
        );
    });

    it("describes each of Pulumi.yaml's settings, with the schema's default", async () => {
        const { config } = z
            .object({
                config: z.record(z.string(), z.object({ description: z.string(), default: z.unknown().optional() })),
            })
            .parse(parse(await read("Pulumi.yaml")));
        const properties = z
            .object({
                config: z.object({ properties: z.record(z.string(), z.object({ default: z.unknown().optional() })) }),
            })
            .parse(stackFileSchema().properties).config.properties;
        // Pulumi refuses a stack without a value for a key that stands there and has no default.
        const own = Object.entries(properties).filter(
            ([key]) => key.startsWith("cognito-entra:") && key !== "cognito-entra:permissionsBoundary",
        );
        assert.deepEqual(
            Object.fromEntries(Object.entries(config).map(([name, { default: standard }]) => [name, standard])),
            Object.fromEntries(own.map(([key, { default: standard }]) => [key.slice(14), standard])),
        );
    });
});

describe("the JSON schema for editors", () => {
    const check = (text: string) => z.fromJSONSchema(stackFileSchema()).safeParse(parse(text));

    it("is named by the dev stack's file, and finds nothing wrong with it", async () => {
        const text = await read("Pulumi.dev.yaml");
        assert.match(text, /^# yaml-language-server: \$schema=settings\/stack\.schema\.json\n/);
        assert.deepEqual(check(text).error?.issues, undefined);
    });

    for (const name of ["smallest", "fullest"]) {
        it(`finds nothing wrong with the ${name} file`, async () => {
            const text = await read(`tests/settings/good/${name}.yaml`);
            assert.deepEqual(check(text).error?.issues, undefined);
        });
    }

    for (const [name, path] of [
        ["workload-unknown-keys", "config.cognito-entra:workloads.0"],
        ["tags-a-list", "config.cognito-entra:tags"],
        ["assume-roles-bad-entry", "config.aws:assumeRoles.0"],
        ["azure-cloud-misspelt", "config.cognito-entra:azureCloud"],
        ["tenant-key-misspelt", "config.azuread:tenantId"],
    ] as const) {
        it(`finds the mistake of ${name}`, async () => {
            const { error } = check(await read(`tests/settings/bad/${name}.yaml`));
            const paths = (error?.issues ?? []).map((issue) => issue.path.join("."));
            assert.ok(
                paths.some((found) => found.startsWith(path)),
                paths.join(", "),
            );
        });
    }
});
