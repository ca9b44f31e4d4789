import assert from "node:assert/strict";
import type { PropertyMap } from "@cognito-entra/plumbing";
import { accountId, contentsFromNow, region, sharedClouds, strangeGuid, type Clouds } from "./in-process-clouds";
import { call, refusals, standInHandlers, textOf, verbsOf, without, type StandIns, type Verbs } from "./verbs";

const poolToken = "aws:cognito/identityPool:IdentityPool";
const policyToken = "aws:iam/policy:Policy";
const roleToken = "aws:iam/role:Role";
const attachmentToken = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const parameterToken = "aws:ssm/parameter:Parameter";
const openIdConnectToken = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

const trust = policyDocument({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
const permission = policyDocument({
    Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
    Resource: `arn:aws:cognito-identity:${region}:${accountId}:identitypool/*`,
});

function policyDocument(statement: object): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

/** The same meaning in another text. */
function respaced(document: string): string {
    return JSON.stringify(JSON.parse(document), undefined, 4);
}

describe("the aws stand-in", () => {
    let clouds: Clouds;
    let aws: StandIns["aws"];
    let contents: () => string[];
    /** Of this test alone. */
    let name: string;

    beforeEach(async () => {
        clouds = await sharedClouds();
        aws = standInHandlers(clouds.options).aws;
        contents = contentsFromNow(clouds.aws);
        name = `orders-${strangeGuid()}`;
    });

    describe("IdentityPool", () => {
        let pools: Verbs;
        let inputs: PropertyMap;

        beforeEach(() => {
            pools = verbsOf(aws, poolToken);
            inputs = {
                identityPoolName: name,
                developerProviderName: "entra.orders",
                tags: { team: "shop", stage: "dev" },
            };
        });

        it("lives through create, read, import, update and delete", async () => {
            const { id, outputs } = await pools.create(inputs);
            assert.match(id, /^eu-central-1:[0-9a-f-]{36}$/);
            const arn = `arn:aws:cognito-identity:${region}:${accountId}:identitypool/${id}`;
            assert.deepEqual(contents(), [arn]);
            assert.deepEqual(outputs, {
                ...inputs,
                allowUnauthenticatedIdentities: false,
                allowClassicFlow: false,
                region,
                arn,
                tagsAll: inputs["tags"],
            });
            assert.deepEqual(await pools.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual((await pools.read(id))?.inputs, inputs);
            assert.deepEqual(await pools.diff(inputs, { ...inputs, region, allowClassicFlow: false }), {
                changes: [],
                replaces: [],
            });

            const news = { ...inputs, allowClassicFlow: true, tags: { team: "orders", costs: "1" } };
            assert.deepEqual(await pools.diff(inputs, news), { changes: ["allowClassicFlow", "tags"], replaces: [] });
            assert.deepEqual(await pools.update(id, inputs, news), { ...outputs, ...news, tagsAll: news.tags });

            await pools.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await pools.read(id, news, outputs), undefined);
            await pools.delete(id);
        });

        it("replaces for a different name or developer provider", async () => {
            assert.deepEqual(
                await pools.diff(inputs, { ...inputs, identityPoolName: "b", developerProviderName: "c" }),
                {
                    changes: ["identityPoolName", "developerProviderName"],
                    replaces: ["identityPoolName", "developerProviderName"],
                },
            );
        });

        it("refuses another region, unknown inputs and wrong types by name", async () => {
            const news = { region: "us-east-1", supportedLoginProviders: {}, allowClassicFlow: "no", tags: { a: 1 } };
            assert.deepEqual(await refusals(pools.check(news)), [
                [
                    "supportedLoginProviders",
                    `${poolToken} has no input "supportedLoginProviders" in the sandbox. It takes identityPoolName, ` +
                        "developerProviderName, allowUnauthenticatedIdentities, allowClassicFlow, region, tags.",
                ],
                ["identityPoolName", `${poolToken} needs the input "identityPoolName".`],
                ["allowClassicFlow", `${poolToken} expects true or false for "allowClassicFlow".`],
                [
                    "region",
                    `${poolToken}: "region" is "us-east-1", but the sandbox's AWS region is "eu-central-1". ` +
                        "Configure that one, or deploy without the sandbox.",
                ],
                ["tags", `${poolToken} expects a map of strings for "tags".`],
            ]);
        });

        it("passes on the vendor's refusal", async () => {
            await assert.rejects(pools.create({ ...inputs, developerProviderName: "entra/orders" }), {
                name: "VendorError",
                message:
                    /^cognito-identity:CreateIdentityPool: (ValidationException|InvalidParameterException): .* \(HTTP 400\)$/,
            });
        });
    });

    describe("Policy", () => {
        let policies: Verbs;
        let inputs: PropertyMap;
        let arn: string;

        beforeEach(() => {
            policies = verbsOf(aws, policyToken);
            inputs = {
                name,
                path: "/federation/",
                description: "Orders",
                policy: respaced(permission),
                tags: { team: "shop" },
            };
            arn = `arn:aws:iam::${accountId}:policy/federation/${name}`;
        });

        it("lives through create, read, import, update and delete", async () => {
            const { id, outputs } = await policies.create(inputs);
            assert.deepEqual([id, contents()], [arn, [arn]]);
            const rest = without(outputs, "policyId");
            assert.match(textOf(outputs, "policyId"), /^ANPA[A-Z0-9]+$/);
            assert.deepEqual(rest, { ...inputs, arn, tagsAll: inputs["tags"] });
            assert.deepEqual(await policies.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual((await policies.read(id))?.inputs, inputs);
            assert.deepEqual(await policies.diff(inputs, { ...inputs, policy: permission }), {
                changes: [],
                replaces: [],
            });

            let [olds, news] = [inputs, inputs];
            for (const action of [
                "s3:GetObject",
                "s3:PutObject",
                "s3:ListBucket",
                "s3:GetBucketPolicy",
                "s3:DeleteObject",
            ]) {
                news = {
                    ...inputs,
                    policy: policyDocument({ Action: action, Resource: "arn:aws:s3:::orders" }),
                    tags: { action },
                };
                assert.deepEqual(await policies.diff(olds, news), { changes: ["policy", "tags"], replaces: [] });
                assert.deepEqual(await policies.update(id, olds, news), { ...outputs, ...news, tagsAll: { action } });
                olds = news;
            }

            await policies.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await policies.read(id, news, outputs), undefined);
            await policies.delete(id);
        });

        it("replaces for a different name, path or description", async () => {
            const names = ["name", "path", "description"];
            const news = Object.fromEntries(names.map((key) => [key, "/other/"]));
            assert.deepEqual(await policies.diff(inputs, { ...inputs, ...news }), { changes: names, replaces: names });
            const rootless = without(inputs, "path");
            assert.deepEqual(await policies.diff(rootless, { ...rootless, path: "/" }), { changes: [], replaces: [] });
        });

        it("keeps a document that is given as an object as JSON", async () => {
            const { inputs: checked, failures } = await policies.check({
                name,
                policy: { Version: "2012-10-17", Statement: [] },
            });
            assert.deepEqual(failures, []);
            assert.deepEqual(checked, { name, policy: '{"Version":"2012-10-17","Statement":[]}' });
        });

        it("refuses a missing name, a broken document and unknown inputs", async () => {
            assert.deepEqual(await refusals(policies.check({ policy: "{", namePrefix: "orders" })), [
                [
                    "namePrefix",
                    `${policyToken} has no input "namePrefix" in the sandbox. It takes name, path, description, policy, tags.`,
                ],
                ["name", `${policyToken} needs "name": the sandbox does not make up names. Give the physical name.`],
                ["policy", `${policyToken} expects a JSON document for "policy".`],
            ]);
        });
    });

    describe("Role", () => {
        let roles: Verbs;
        let inputs: PropertyMap;

        beforeEach(() => {
            roles = verbsOf(aws, roleToken);
            inputs = { name, assumeRolePolicy: trust, description: "Orders", tags: { team: "shop" } };
        });

        it("has a permissions boundary from the start, and changes it", async () => {
            const policies = verbsOf(aws, policyToken);
            const { id: permissionsBoundary } = await policies.create({ name: `${name}-boundary`, policy: permission });
            const bounded = { ...inputs, permissionsBoundary };
            const { id, outputs } = await roles.create(bounded);
            assert.equal(outputs["permissionsBoundary"], permissionsBoundary);
            const unbounded = await roles.update(id, bounded, inputs);
            assert.equal(unbounded["permissionsBoundary"], undefined);
            assert.deepEqual((await roles.read(id, bounded, outputs))?.inputs, inputs);
            const again = await roles.update(id, inputs, bounded);
            assert.equal(again["permissionsBoundary"], permissionsBoundary);
            await roles.delete(id);
            await policies.delete(permissionsBoundary);
        });

        it("lives through create, read, import, update and delete", async () => {
            const { id, outputs } = await roles.create(inputs);
            const arn = `arn:aws:iam::${accountId}:role/${name}`;
            assert.deepEqual([id, contents()], [name, [arn]]);
            const rest = without(outputs, "uniqueId", "createDate");
            assert.match(textOf(outputs, "uniqueId"), /^AROA[A-Z0-9]+$/);
            assert.match(textOf(outputs, "createDate"), /^\d{4}-\d\d-\d\dT/);
            assert.deepEqual(rest, { ...inputs, path: "/", maxSessionDuration: 3600, arn, tagsAll: inputs["tags"] });
            assert.deepEqual(await roles.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual((await roles.read(id))?.inputs, inputs);
            assert.deepEqual(
                await roles.diff(inputs, {
                    ...inputs,
                    path: "/",
                    maxSessionDuration: 3600,
                    assumeRolePolicy: respaced(trust),
                }),
                { changes: [], replaces: [] },
            );

            const assumeRolePolicy = policyDocument({
                Action: "sts:AssumeRole",
                Principal: { Service: "ec2.amazonaws.com" },
            });
            const news = { name, assumeRolePolicy, maxSessionDuration: 7200, tags: {} };
            assert.deepEqual(await roles.diff(inputs, news), {
                changes: ["description", "assumeRolePolicy", "maxSessionDuration", "tags"],
                replaces: [],
            });
            const others = without(outputs, "description");
            const updated = await roles.update(id, inputs, news);
            assert.deepEqual(
                { ...updated, description: updated["description"] ?? "" },
                { ...others, ...news, description: "", tagsAll: {} },
            );
            assert.deepEqual((await roles.read(id, news, updated))?.inputs, news);

            await roles.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await roles.read(id, news, updated), undefined);
            await roles.delete(id);
        });

        it("replaces for a different name or path", async () => {
            assert.deepEqual(await roles.diff(inputs, { ...inputs, name: "b", path: "/c/" }), {
                changes: ["name", "path"],
                replaces: ["name", "path"],
            });
        });

        it("says what has drifted", async () => {
            const { id, outputs } = await roles.create(inputs);
            await roles.update(id, inputs, { ...inputs, description: "by hand", maxSessionDuration: 7200 });
            assert.deepEqual((await roles.read(id, inputs, outputs))?.inputs, {
                ...inputs,
                description: "by hand",
                maxSessionDuration: 7200,
            });
        });

        it("refuses a missing name and unknown inputs", async () => {
            assert.deepEqual(await refusals(roles.check({ assumeRolePolicy: trust, managedPolicyArns: [] })), [
                [
                    "managedPolicyArns",
                    `${roleToken} has no input "managedPolicyArns" in the sandbox. It takes name, path, description, assumeRolePolicy, maxSessionDuration, permissionsBoundary, tags.`,
                ],
                ["name", `${roleToken} needs "name": the sandbox does not make up names. Give the physical name.`],
            ]);
        });
    });

    describe("RolePolicyAttachment", () => {
        it("lives through create, read, import and delete", async () => {
            const attachments = verbsOf(aws, attachmentToken);
            await verbsOf(aws, roleToken).create({ name, assumeRolePolicy: trust });
            const policy = await verbsOf(aws, policyToken).create({ name, policy: permission });
            const before = contents();
            const inputs = { role: name, policyArn: policy.id };

            const { id, outputs } = await attachments.create(inputs);
            assert.deepEqual([id, outputs], [`${name}/${policy.id}`, inputs]);
            assert.equal(contents().length, before.length + 1);
            assert.deepEqual(await attachments.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual(await attachments.read(id), { id, inputs, outputs });
            assert.deepEqual(await attachments.diff(inputs, { role: "b", policyArn: "c" }), {
                changes: ["role", "policyArn"],
                replaces: ["role", "policyArn"],
            });

            await attachments.delete(id);
            assert.deepEqual(contents(), before);
            assert.equal(await attachments.read(id, inputs, outputs), undefined);
            await attachments.delete(id);
        });

        it("is gone with its role", async () => {
            assert.equal(
                await verbsOf(aws, attachmentToken).read(`${name}/arn:aws:iam::${accountId}:policy/x`),
                undefined,
            );
        });

        it("refuses missing inputs and other ids", async () => {
            const attachments = verbsOf(aws, attachmentToken);
            assert.deepEqual(await refusals(attachments.check({})), [
                ["role", `${attachmentToken} needs the input "role".`],
                ["policyArn", `${attachmentToken} needs the input "policyArn".`],
            ]);
            await assert.rejects(attachments.read(name), /is not of the form <role name>\/<policy ARN>\.$/);
        });
    });

    describe("Parameter", () => {
        let parameters: Verbs;
        let inputs: PropertyMap;

        beforeEach(() => {
            parameters = verbsOf(aws, parameterToken);
            inputs = {
                name: `/${name}/A`,
                type: "String",
                insecureValue: "one",
                description: "Orders",
                tags: { team: "shop", stage: "dev" },
            };
        });

        it("lives through create, read, import, update and delete", async () => {
            const { id, outputs } = await parameters.create(inputs);
            const arn = `arn:aws:ssm:${region}:${accountId}:parameter/${name}/A`;
            assert.deepEqual([id, contents()], [`/${name}/A`, [arn]]);
            assert.deepEqual(outputs, {
                ...inputs,
                arn,
                dataType: "text",
                region,
                tier: "Standard",
                version: 1,
                tagsAll: inputs["tags"],
            });
            assert.deepEqual(await parameters.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual((await parameters.read(id))?.inputs, inputs);
            assert.deepEqual(await parameters.diff(inputs, { ...inputs }), { changes: [], replaces: [] });

            const news = { ...without(inputs, "description"), insecureValue: "two", tags: { team: "orders" } };
            assert.deepEqual(await parameters.diff(inputs, news), {
                changes: ["insecureValue", "description", "tags"],
                replaces: [],
            });
            const updated = await parameters.update(id, inputs, news);
            const rest = without(outputs, "description");
            assert.deepEqual(updated, { ...rest, ...news, version: 2, tagsAll: news.tags });

            await parameters.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await parameters.read(id, news, updated), undefined);
            await parameters.delete(id);
        });

        it("creates no new version for tags, and none at all without tags", async () => {
            const untagged = without(inputs, "tags");
            const { id, outputs } = await parameters.create(untagged);
            assert.deepEqual(outputs["tagsAll"], {});
            assert.equal((await parameters.update(id, untagged, inputs))["version"], 1);
            await parameters.delete(id);
        });

        it("says what has drifted", async () => {
            const { id, outputs } = await parameters.create(inputs);
            await parameters.update(id, inputs, { ...inputs, insecureValue: "by hand" });
            assert.deepEqual((await parameters.read(id, inputs, outputs))?.inputs, {
                ...inputs,
                insecureValue: "by hand",
            });
            await parameters.delete(id);
        });

        it("replaces for a different name", async () => {
            const { replaces } = await parameters.diff(inputs, { ...inputs, name: "/b" });
            assert.deepEqual(replaces, ["name"]);
        });

        it("passes on the vendor's refusal of a name that is taken", async () => {
            const { id } = await parameters.create(inputs);
            await assert.rejects(parameters.create(inputs), {
                name: "VendorError",
                message: /^ssm:PutParameter: ParameterAlreadyExists: The parameter already exists\..* \(HTTP 400\)$/,
            });
            await parameters.delete(id);
        });

        it("refuses secrets, a missing name and missing inputs", async () => {
            assert.deepEqual(await refusals(parameters.check({ type: "SecureString", value: "one" })), [
                [
                    "value",
                    `${parameterToken} has no input "value" in the sandbox. It takes name, type, insecureValue, description, region, tags.`,
                ],
                ["name", `${parameterToken} needs "name": the sandbox does not make up names. Give the physical name.`],
                ["insecureValue", `${parameterToken} needs the input "insecureValue".`],
            ]);
        });
    });

    describe("OpenIdConnectProvider", () => {
        let providers: Verbs;
        let inputs: PropertyMap;

        beforeEach(() => {
            providers = verbsOf(aws, openIdConnectToken);
            inputs = {
                url: `https://login.example.com/${name}/`,
                clientIdLists: ["api://a", "api://b"],
                tags: { team: "shop" },
            };
        });

        it("lives through create, read, import, update and delete", async () => {
            const { id, outputs } = await providers.create(inputs);
            const arn = `arn:aws:iam::${accountId}:oidc-provider/login.example.com/${name}/`;
            assert.deepEqual([id, contents()], [arn, [arn]]);
            const { thumbprintLists = null, ...rest } = outputs;
            assert.match(JSON.stringify(thumbprintLists), /^\["[0-9a-f]{40}"\]$/);
            const url = `login.example.com/${name}/`;
            assert.deepEqual(rest, { ...inputs, url, arn, tagsAll: inputs["tags"] });
            assert.deepEqual(await providers.read(id, inputs, outputs), { id, inputs, outputs });

            const imported = await providers.read(id);
            assert.deepEqual(imported?.inputs, { ...inputs, url, thumbprintLists });
            const nothing = { changes: [], replaces: [] };
            assert.deepEqual(await providers.diff(imported.inputs, inputs), nothing);
            assert.deepEqual(
                await providers.diff(inputs, { ...inputs, clientIdLists: ["api://b", "api://a"] }),
                nothing,
            );

            const news = { ...inputs, clientIdLists: ["api://b", "api://c"], tags: {} };
            assert.deepEqual(await providers.diff(inputs, news), { changes: ["clientIdLists", "tags"], replaces: [] });
            const updated = await providers.update(id, inputs, news);
            assert.deepEqual(updated, { ...outputs, ...news, url, tagsAll: {} });

            await providers.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await providers.read(id, news, updated), undefined);
            await providers.delete(id);
        });

        it("sets thumbprints that are given, and keeps them when they are given no longer", async () => {
            const [first, second] = [["0".repeat(40)], ["1".repeat(40), "2".repeat(40)]];
            const given = { ...inputs, thumbprintLists: first };
            const { id, outputs } = await providers.create(given);
            assert.deepEqual(outputs["thumbprintLists"], first);
            const updated = await providers.update(id, given, { ...inputs, thumbprintLists: second });
            assert.deepEqual(updated["thumbprintLists"], second);
            assert.deepEqual(await providers.diff(given, inputs), { changes: [], replaces: [] });
            assert.deepEqual((await providers.update(id, given, inputs))["thumbprintLists"], second);
            await providers.delete(id);
        });

        it("replaces for a different issuer", async () => {
            const { replaces } = await providers.diff(inputs, { ...inputs, url: "https://login.example.com" });
            assert.deepEqual(replaces, ["url"]);
        });

        it("passes on the vendor's refusal, and refuses missing inputs", async () => {
            await assert.rejects(providers.create({ ...inputs, url: "login.example.com" }), {
                name: "VendorError",
                message:
                    "iam:CreateOpenIDConnectProvider: ValidationError: Invalid Open ID Connect Provider URL (HTTP 400)",
            });
            assert.deepEqual(await refusals(providers.check({})), [
                ["url", `${openIdConnectToken} needs the input "url".`],
                ["clientIdLists", `${openIdConnectToken} needs the input "clientIdLists".`],
            ]);
        });
    });

    describe("functions", () => {
        it("tell who deploys", async () => {
            const caller = await call(aws, "aws:index/getCallerIdentity:getCallerIdentity", {});
            assert.deepEqual(without(caller, "arn", "userId"), { id: accountId, accountId });
            assert.match(textOf(caller, "arn"), new RegExp(`^arn:aws:iam::${accountId}:user/`));
            assert.match(textOf(caller, "userId"), /^AIDA/);
        });

        it("refuse an argument that they do not know by its name", async () => {
            await assert.rejects(call(aws, "aws:index/getCallerIdentity:getCallerIdentity", { colour: "blue" }), {
                message: 'aws:index/getCallerIdentity:getCallerIdentity has no argument "colour" in the sandbox.',
            });
        });
    });

    it("shows no credential when it is refused", async () => {
        const secretAccessKey = strangeGuid();
        const impostor = standInHandlers({ ...clouds.options, aws: { ...clouds.options.aws, secretAccessKey } });
        for (const refused of [
            verbsOf(impostor.aws, poolToken).create({ identityPoolName: name }),
            verbsOf(impostor.aws, roleToken).create({ name, assumeRolePolicy: trust }),
        ]) {
            await assert.rejects(refused, (error: Error) => {
                assert.match(error.message, /(InvalidSignatureException|SignatureDoesNotMatch): .* \(HTTP 40[03]\)$/);
                assert(!error.message.includes(secretAccessKey));
                return true;
            });
        }
        assert.deepEqual(contents(), []);
    });
});
