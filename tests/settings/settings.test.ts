import assert from "node:assert/strict";
import { join } from "node:path";
import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings, readSettings, SettingsError } from "../../settings";
import { valueOf } from "../components/mock-engine";
import { asPulumiHandsOver, configOf } from "./stack-file";

const good = (name: string) => configOf(join(__dirname, "good", `${name}.yaml`));
const tenantId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const subscriptionId = "9f8c2a54-3f5e-4d0e-8a63-6c8a4f7b2d10";

const smallest = {
    region: "eu-central-1",
    tenantId,
    subscriptionId,
    azureCloud: "public",
    protect: true,
    createUnchecked: false,
    tags: {},
    workloads: [
        {
            name: "orders",
            caller: {
                kind: "service",
                servicePrincipal: "lambda.amazonaws.com",
                maxSessionDurationSeconds: 3600,
            },
            roleAssignments: [],
        },
    ],
};

const fullest = {
    region: "us-gov-west-1",
    awsProfile: "deployer",
    awsAssumeRoles: [
        {
            roleArn: "arn:aws-us-gov:iam::111122223333:role/deploy",
            duration: "1h",
            externalId: "partner",
            policy: "{}",
            policyArns: ["arn:aws-us-gov:iam::aws:policy/IAMFullAccess"],
            sessionName: "ci",
            sourceIdentity: "ci",
            tags: { team: "platform" },
            transitiveTagKeys: ["team"],
        },
    ],
    tenantId,
    azureadAccess: { environment: "usgovernmentl4" },
    subscriptionId,
    azureCloud: "usGovernment",
    protect: false,
    createUnchecked: true,
    tags: { team: "platform", "cost centre": "" },
    permissionsBoundary: "arn:aws-us-gov:iam::111122223333:policy/teams/a/boundary",
    workloads: [
        {
            name: "orders",
            description: "Bestellungen für den Hafen.\nZwei Zeilen.\n",
            caller: {
                kind: "roles",
                roleArns: [
                    "arn:aws-us-gov:iam::111122223333:role/orders",
                    "arn:aws-us-gov:iam::111122223333:role/team/a/orders-batch",
                ],
            },
            issuer: { kind: "cognito", url: "https://cognito-identity.us-gov-west-1.amazonaws.com" },
            parameterPath: "/shop/Orders_1.0",
            roleAssignments: [
                {
                    role: "Key Vault Secrets User",
                    roleDefinitionGuid: "4633458b-17de-408a-b874-0445c86b69e6",
                    scope: {
                        kind: "resource",
                        text: `/subscriptions/${subscriptionId}/resourceGroups/Orders/providers/Microsoft.KeyVault/vaults/Orders`,
                        subscriptionId,
                        resourceGroupName: "Orders",
                    },
                    description: "One vault.",
                },
                {
                    role: "ACDD72A7-3385-48EF-BD42-F606FBA81AE7",
                    roleDefinitionGuid: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
                    scope: { kind: "subscription", text: `/subscriptions/${subscriptionId}`, subscriptionId },
                    condition: "@Resource[a] StringEquals 'b'",
                },
                {
                    role: "Owner",
                    allowPrivileged: true,
                    roleDefinitionGuid: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
                    scope: {
                        kind: "managementGroup",
                        text: "/providers/Microsoft.Management/managementGroups/sandbox",
                        managementGroupName: "sandbox",
                    },
                },
            ],
        },
        {
            name: "24-bills",
            caller: {
                kind: "service",
                servicePrincipal: "ecs-tasks.amazonaws.com",
                maxSessionDurationSeconds: 43200,
            },
            roleAssignments: [],
        },
    ],
};

function problemsOf(read: () => unknown): readonly string[] {
    try {
        read();
    } catch (error) {
        assert.ok(error instanceof SettingsError, String(error));
        return error.problems;
    }
    return assert.fail("accepted");
}

describe("parseSettings", () => {
    for (const [name, expected] of Object.entries({ smallest, fullest })) {
        it(`reads the ${name} file, as written and as Pulumi hands it over`, () => {
            assert.deepEqual(parseSettings(good(name), "Pulumi.dev.yaml"), expected);
            assert.deepEqual(parseSettings(asPulumiHandsOver(good(name)), "Pulumi.dev.yaml"), expected);
        });
    }

    it("says first how many mistakes there are", () => {
        const refuse = (config: Record<string, unknown>) => () => parseSettings(config, "Pulumi.prod.yaml");
        assert.throws(refuse({ ...good("smallest"), "aws:region": "eu-central-9" }), {
            name: "SettingsError",
            message: [
                "Pulumi.prod.yaml has 1 mistake; nothing was deployed.",
                'Pulumi.prod.yaml: aws:region: "eu-central-9" is not an AWS region; did you mean "eu-central-1"?',
            ].join("\n"),
        });
        assert.throws(refuse({}), {
            message: [
                "Pulumi.prod.yaml has 4 mistakes; nothing was deployed.",
                "Pulumi.prod.yaml: aws:region: is missing; write a region such as eu-central-1",
                "Pulumi.prod.yaml: azuread:tenantId: is missing; write the tenant's GUID",
                "Pulumi.prod.yaml: azure-native:subscriptionId: is missing; write the subscription's GUID",
                "Pulumi.prod.yaml: cognito-entra:workloads: is missing; write a list of at least one workload",
            ].join("\n"),
        });
    });

    it("holds the names that are made from the prefix to the limits of IAM: 64 for a role", () => {
        const read = (length: number) => () =>
            parseSettings(good("smallest"), "Pulumi.dev.yaml", { namePrefix: "p".repeat(length) });
        assert.doesNotThrow(read(64 - "-orders".length));
        assert.deepEqual(problemsOf(read(64 - "-orders".length + 1)), [
            `Pulumi.dev.yaml: cognito-entra:workloads[0].name: "orders" is too long: the name of the IAM role would be "${"p".repeat(58)}-orders", 1 more than the 64 characters that IAM allows`,
        ]);
    });

    it("holds them to 128 where there is only a policy", () => {
        const config = {
            ...good("smallest"),
            "cognito-entra:workloads": [
                { name: "orders", caller: { roles: ["arn:aws:iam::111122223333:role/orders"] } },
            ],
        };
        const read = (length: number) => () =>
            parseSettings(config, "Pulumi.dev.yaml", { namePrefix: "p".repeat(length) });
        assert.doesNotThrow(read(128 - "-orders".length));
        assert.equal(problemsOf(read(128 - "-orders".length + 1)).length, 1);
    });

    it("accepts the known issuer, and another one in place of an unconfirmed pattern", () => {
        const withIssuer = (region: string, url: string) =>
            parseSettings(
                {
                    ...good("smallest"),
                    "aws:region": region,
                    "cognito-entra:workloads": [
                        { name: "orders", caller: { service: "lambda.amazonaws.com" }, issuer: { url } },
                    ],
                },
                "Pulumi.dev.yaml",
            ).workloads[0]?.issuer?.url;
        const commercial = "https://cognito-identity.amazonaws.com";
        assert.equal(withIssuer("eu-central-1", commercial), commercial);
        assert.equal(withIssuer("cn-north-1", "https://issuer.example"), "https://issuer.example");
        assert.equal(withIssuer("eusc-de-east-1", "https://issuer.example"), "https://issuer.example");
    });

    it("never shows a secret, whatever is wrong with it", () => {
        const secret = ["correct", "horse", "battery"].join("-");
        const config = asPulumiHandsOver({
            "aws:region": secret,
            "aws:assumeRoles": [{ roleArn: secret }],
            "aws:secretKey": secret,
            "azuread:tenantId": secret,
            "azure-native:tenantId": secret,
            "azure-native:subscriptionId": secret,
            "cognito-entra:protect": secret,
            "cognito-entra:tags": [secret],
            "cognito-entra:workloads": [{ name: secret, [secret]: secret }],
            "cognito-entra:other": secret,
        });
        const problems = problemsOf(() =>
            parseSettings(config, "Pulumi.dev.yaml", { secretKeys: Object.keys(config) }),
        );
        assert.equal(problems.length, 10);
        assert.ok(!problems.join("\n").includes(secret));
    });

    it("accepts what aws: says about credentials, and keeps what the file encrypts secret", async () => {
        const roles = [{ roleArn: "arn:aws:iam::111122223333:role/deploy", externalId: "agreed" }];
        const config = {
            ...good("smallest"),
            "aws:accessKey": "AKIAEXAMPLE",
            "aws:secretKey": "1234",
            "aws:profile": "deploy",
            "aws:assumeRoles": JSON.stringify(roles),
            "aws:sharedCredentialsFiles": '["/secrets/aws"]',
            "aws:assumeRoleWithWebIdentity":
                '{"roleArn":"arn:aws:iam::111122223333:role/ci","webIdentityTokenFile":"/token"}',
            "aws:endpoints": '[{"sts":"https://sts.example"}]',
            "aws:useFipsEndpoint": "true",
            "aws:allowedAccountIds": '["111122223333"]',
        };
        const secretKeys = ["aws:secretKey", "aws:profile", "aws:assumeRoles"];
        const { awsAccess = {}, ...rest } = parseSettings(config, "Pulumi.dev.yaml", { secretKeys });
        assert.deepEqual(rest, smallest);
        assert.deepEqual(await valueOf(pulumi.output(awsAccess)), {
            accessKey: "AKIAEXAMPLE",
            secretKey: "1234",
            profile: "deploy",
            assumeRoles: roles,
            sharedCredentialsFiles: ["/secrets/aws"],
            assumeRoleWithWebIdentity: {
                roleArn: "arn:aws:iam::111122223333:role/ci",
                webIdentityTokenFile: "/token",
            },
            endpoints: [{ sts: "https://sts.example" }],
            useFipsEndpoint: true,
            allowedAccountIds: ["111122223333"],
        });
        for (const [key, value] of Object.entries<unknown>({ ...awsAccess })) {
            assert.equal(await pulumi.isSecret(pulumi.output(value)), secretKeys.includes(`aws:${key}`), key);
        }
    });

    it("accepts what azuread: says about credentials, but not the tenant", async () => {
        const config = {
            ...good("smallest"),
            "azuread:clientId": subscriptionId,
            "azuread:clientSecret": "y",
            "azuread:useOidc": "false",
        };
        const { azureadAccess = {}, ...rest } = parseSettings(config, "Pulumi.dev.yaml", {
            secretKeys: ["azuread:clientSecret"],
        });
        assert.deepEqual(rest, smallest);
        assert.deepEqual(await valueOf(pulumi.output(azureadAccess)), {
            clientId: subscriptionId,
            clientSecret: "y",
            useOidc: "false",
        });
        assert.equal(await pulumi.isSecret(pulumi.output(azureadAccess["clientSecret"])), true);
    });

    it("looks at no secret that is still encrypted", () => {
        const config = {
            ...good("smallest"),
            "aws:accessKey": { secure: "AAABAExample" },
            "aws:secretKey": { secure: "AAABAExample" },
            "aws:assumeRoles": [
                { roleArn: "arn:aws:iam::111122223333:role/deploy", externalId: { secure: "AAABAExample" } },
            ],
        };
        assert.deepEqual(parseSettings(config, "Pulumi.dev.yaml"), smallest);
    });
});

describe("a very large file", () => {
    const role = "arn:aws:iam::111122223333:role/orders";
    const withWorkloads = (workloads: readonly unknown[]) => ({
        ...good("smallest"),
        "cognito-entra:workloads": workloads,
    });
    const message = (workloads: readonly unknown[], showsAll?: boolean): string => {
        try {
            parseSettings(withWorkloads(workloads), "Pulumi.dev.yaml", showsAll === undefined ? {} : { showsAll });
        } catch (error) {
            assert.ok(error instanceof SettingsError, String(error));
            return error.message;
        }
        return assert.fail("accepted");
    };
    const bad = Array.from({ length: 3000 }, (_, index) => ({
        name: "X",
        caller: { roles: [role], [`unknown${index % 12}`]: 1 },
    }));

    it("shows the first 20 mistakes in order, and how many more of which setting", () => {
        const [count, ...lines] = message(bad).split("\n");
        assert.equal(count, "Pulumi.dev.yaml has 8999 mistakes; nothing was deployed.");
        assert.equal(lines.length, 20 + 1 + 11);
        assert.match(lines[0] ?? "", /workloads\[0\]\.name: "X" is not a workload name/);
        assert.match(lines[19] ?? "", /workloads\[6\]\.name: repeats cognito-entra:workloads\[0\]\.name/);
        assert.deepEqual(lines.slice(20, 23), [
            "And 8979 more; COGNITO_ENTRA_ALL_MISTAKES=1 in the environment shows all of them:",
            "  5986 at cognito-entra:workloads[].name",
            "  250 at cognito-entra:workloads[].caller.unknown7",
        ]);
        assert.equal(lines.at(-1), "  747 at other settings");
        assert.equal(message(bad, true).split("\n").length, 1 + 8999);
    });

    it("shows all of 20 mistakes", () => {
        const lines = message(bad.slice(0, 7)).split("\n");
        assert.equal(lines.length, 1 + 20);
    });

    const assignments = (count: number, scope: (index: number) => string) =>
        Array.from({ length: count }, (_, index) => ({ role: "Reader", scope: scope(index) }));
    const workload = (roleAssignments: readonly unknown[]) => ({
        name: "orders",
        caller: { roles: [role] },
        roleAssignments,
    });

    it("has at most 4,000 role assignments in a subscription", () => {
        const group = (index: number) => `/subscriptions/${subscriptionId}/resourceGroups/g${index}`;
        assert.doesNotThrow(() =>
            parseSettings(withWorkloads([workload(assignments(4000, group))]), "Pulumi.dev.yaml"),
        );
        assert.deepEqual(
            problemsOf(() => parseSettings(withWorkloads([workload(assignments(4002, group))]), "Pulumi.dev.yaml")),
            [
                `Pulumi.dev.yaml: cognito-entra:workloads[0].roleAssignments[4000]: is one of 4002 role assignments for the subscription ${subscriptionId}, which holds at most 4000; remove 2 of them`,
            ],
        );
    });

    it("has at most 500 role assignments at a management group", () => {
        const names = Array.from({ length: 501 }, (_, index) => ({
            ...workload(assignments(1, () => "/providers/Microsoft.Management/managementGroups/shop")),
            name: `orders-${index}`,
        }));
        assert.deepEqual(
            problemsOf(() => parseSettings(withWorkloads(names), "Pulumi.dev.yaml")),
            [
                "Pulumi.dev.yaml: cognito-entra:workloads[500].roleAssignments[0]: is one of 501 role assignments for the management group shop, which holds at most 500; remove 1 of them",
            ],
        );
    });
});

describe("readSettings", () => {
    const runAs = async (config: Record<string, string>, secretKeys: string[], stack = "prod") => {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ name }) => ({ id: name, state: {} }),
                call: () => ({}),
            },
            "cognito-entra",
            stack,
        );
        pulumi.runtime.setAllConfig(config, secretKeys);
    };

    afterEach(() => {
        pulumi.runtime.setAllConfig({});
    });

    it("reads the configuration of the stack", async () => {
        await runAs(asPulumiHandsOver(good("fullest")), ["azuread:partnerId"]);
        assert.deepEqual(readSettings(), fullest);
    });

    it("names the stack's file", async () => {
        await runAs({ ...asPulumiHandsOver(good("smallest")), "cognito-entra:protect": "perhaps" }, []);
        assert.deepEqual(problemsOf(readSettings), [
            'Pulumi.prod.yaml: cognito-entra:protect: found "perhaps", expected true or false',
        ]);
    });

    it("warns of more workloads than an AWS account has identity pools, with the place", async () => {
        const workloads = (count: number, kind: string) =>
            Array.from({ length: count }, (_, index) => ({
                name: `orders-${index}`,
                caller: { roles: ["arn:aws:iam::111122223333:role/orders"] },
                issuer: { kind },
            }));
        const warnings: string[] = [];
        const listen = (chunk: unknown): boolean => warnings.push(String(chunk)) > 0;
        const read = async (count: number, kind = "cognito") => {
            const settings = { ...good("smallest"), "cognito-entra:workloads": workloads(count, kind) };
            await runAs(asPulumiHandsOver(settings), []);
            mock.method(console, "warn", listen);
            readSettings();
            mock.restoreAll();
        };
        await read(1000);
        await read(1001, "sts");
        assert.deepEqual(warnings, []);
        await read(1001);
        assert.deepEqual(warnings, [
            "warning: [runtime] Pulumi.prod.yaml: cognito-entra:workloads: 1001 workloads need an identity pool each, but an AWS account has at most 1000 in eu-central-1 until AWS raises the quota; ask for it in Service Quotas",
        ]);
    });

    it("shows every mistake where the environment asks for it", async () => {
        const tags = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`t${index}`, ";"]));
        await runAs(asPulumiHandsOver({ ...good("smallest"), "cognito-entra:tags": tags }), []);
        process.env["COGNITO_ENTRA_ALL_MISTAKES"] = "1";
        try {
            assert.throws(readSettings, (error) => error instanceof Error && error.message.split("\n").length === 31);
        } finally {
            delete process.env["COGNITO_ENTRA_ALL_MISTAKES"];
        }
    });

    it("asks Pulumi what is secret", async () => {
        await runAs(asPulumiHandsOver(good("smallest")), ["azuread:tenantId"]);
        assert.deepEqual(problemsOf(readSettings), [
            "Pulumi.prod.yaml: azuread:tenantId: is a secret, but names, inputs and outputs show it; store it unencrypted",
        ]);
    });

    it("knows project and stack for the length of the names", async () => {
        const stack = "s".repeat(60);
        await runAs(asPulumiHandsOver(good("smallest")), [], stack);
        assert.deepEqual(problemsOf(readSettings), [
            `Pulumi.${stack}.yaml: cognito-entra:workloads[0].name: "orders" is too long: the name of the IAM role would be "cognito-entra-${stack}-orders", 17 more than the 64 characters that IAM allows`,
        ]);
    });
});
