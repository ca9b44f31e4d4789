import assert from "node:assert/strict";
import {
    AddTagsToResourceCommand,
    DeleteParameterCommand,
    DeleteParametersCommand,
    DescribeParametersCommand,
    GetParameterCommand,
    GetParametersByPathCommand,
    GetParametersCommand,
    ListTagsForResourceCommand,
    PutParameterCommand,
    type PutParameterCommandInput,
    RemoveTagsFromResourceCommand,
    type SSMClient,
} from "@aws-sdk/client-ssm";
import { ACCOUNT, Fixture, refusal, REGION } from "./fixture";
import type { Keys } from "./sign-request";

const DEPLOYER = `arn:aws:iam::${ACCOUNT}:user/deployer`;
const arnOf = (path: string): string => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${path}`;

describe("the Parameter Store", () => {
    const fixture = new Fixture();
    let ssm: SSMClient;
    /** A role that may do everything in Systems Manager: the deployer may not do all of it. */
    let admin: SSMClient;
    let adminKeys: Keys;

    before(async () => {
        ssm = await fixture.ssm();
        await fixture.allow("billing", "everything", { Action: "ssm:*", Resource: "*" });
        adminKeys = await fixture.containerKeys("billing");
        admin = await fixture.ssm(adminKeys);
    });
    after(() => fixture.close());

    function put(Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) {
        return ssm.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
    }
    async function valueOf(Name: string): Promise<string | undefined> {
        return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
    }

    it("keeps a parameter: put, read, described, overwritten and deleted", async () => {
        const made = await put("/life/A", "one", { Description: "First", Tags: [{ Key: "team", Value: "shop" }] });
        assert.deepEqual([made.Version, made.Tier], [1, "Standard"]);
        const { Parameter: read } = await ssm.send(new GetParameterCommand({ Name: "/life/A", WithDecryption: true }));
        const { LastModifiedDate: readAt, ...rest } = read ?? {};
        assert.ok(readAt instanceof Date);
        assert.deepEqual(rest, {
            Name: "/life/A",
            Type: "String",
            Value: "one",
            Version: 1,
            ARN: arnOf("/life/A"),
            DataType: "text",
        });
        assert.deepEqual(
            fixture.aws.contents().filter((line) => line.includes("/life/")),
            [arnOf("/life/A")],
        );

        const changed = await put("/life/A", "two", { Overwrite: true });
        assert.equal(changed.Version, 2);
        const filter = { Key: "Name", Option: "Equals", Values: ["/life/A"] };
        const { Parameters: described = [] } = await ssm.send(
            new DescribeParametersCommand({ ParameterFilters: [filter] }),
        );
        assert.deepEqual(
            described.map(({ LastModifiedDate, ...metadata }) => metadata),
            [
                {
                    Name: "/life/A",
                    ARN: arnOf("/life/A"),
                    Type: "String",
                    LastModifiedUser: DEPLOYER,
                    Description: "First",
                    Version: 2,
                    Tier: "Standard",
                    Policies: [],
                    DataType: "text",
                },
            ],
        );

        await ssm.send(new DeleteParameterCommand({ Name: "/life/A" }));
        assert.deepEqual(
            fixture.aws.contents().filter((line) => line.includes("/life/")),
            [],
        );
        for (const gone of [
            new GetParameterCommand({ Name: "/life/A" }),
            new DeleteParameterCommand({ Name: "/life/A" }),
        ]) {
            assert.deepEqual(await refusal(send(ssm, gone)), {
                name: "ParameterNotFound",
                message: "Parameter /life/A not found.",
            });
        }
    });

    it("is read by ARN, by version and without a path", async () => {
        await put("plain", "one", { Type: "StringList" });
        assert.equal(await valueOf(arnOf("/plain")), "one");
        await put("plain", "two", { Overwrite: true, Type: undefined });
        const { Parameter: first } = await ssm.send(new GetParameterCommand({ Name: "plain:1" }));
        assert.deepEqual([first?.Value, first?.Selector, first?.Type], ["one", ":1", "StringList"]);
        assert.equal(await valueOf(`${arnOf("/plain")}:2`), "two");
        assert.deepEqual(await refusal(valueOf("plain:3")), {
            name: "ParameterVersionNotFound",
            message: "Systems Manager could not find version 3 of plain. Verify the version and try again.",
        });
    });

    it("keeps a hundred versions", async () => {
        for (let version = 0; version < 102; version++) {
            const members = { Name: "/many", Value: String(version), Type: "String", Overwrite: true };
            assert.equal((await fixture.json("PutParameter", members, adminKeys, "ssm")).code, "ok");
        }
        assert.equal(await valueOf("/many:3"), "2");
        assert.equal((await refusal(valueOf("/many:2"))).name, "ParameterVersionNotFound");
    });

    it("is read and deleted many at a time, and missing ones are named", async () => {
        await put("/lot/A", "a");
        await put("/lot/B", "b");
        const Names = ["/lot/B", "/lot/none", "/lot/A:1", "/lot/A:2"];
        const { Parameters = [], InvalidParameters } = await admin.send(new GetParametersCommand({ Names }));
        assert.deepEqual(
            Parameters.map(({ Name, Value }) => [Name, Value]),
            [
                ["/lot/B", "b"],
                ["/lot/A", "a"],
            ],
        );
        assert.deepEqual(InvalidParameters, ["/lot/none", "/lot/A:2"]);
        const deleted = await admin.send(new DeleteParametersCommand({ Names: ["/lot/A", "/lot/none"] }));
        assert.deepEqual([deleted.DeletedParameters, deleted.InvalidParameters], [["/lot/A"], ["/lot/none"]]);
        const tooMany = { Names: Array.from({ length: 11 }, (_, index) => `/lot/${String(index)}`) };
        assert.equal((await fixture.json("GetParameters", tooMany, adminKeys, "ssm")).code, "ValidationException");
    });

    it("is read by path, a level or the whole tree, page by page", async () => {
        for (const name of ["/tree/b", "/tree/a", "/tree/c/d", "/trees/e"]) {
            await put(name, name);
        }
        const below = async (Path: string, Recursive?: boolean): Promise<(string | undefined)[]> => {
            const { Parameters = [] } = await admin.send(new GetParametersByPathCommand({ Path, Recursive }));
            return Parameters.map(({ Value }) => Value);
        };
        assert.deepEqual(await below("/tree"), ["/tree/a", "/tree/b"]);
        assert.deepEqual(await below("/tree/"), ["/tree/a", "/tree/b"]);
        assert.deepEqual(await below("/tree", true), ["/tree/a", "/tree/b", "/tree/c/d"]);
        assert.deepEqual(await below("/tree/a"), []);
        assert.equal((await refusal(below("tree"))).name, "ValidationException");

        const first = await admin.send(new GetParametersByPathCommand({ Path: "/tree", MaxResults: 1 }));
        const second = await admin.send(
            new GetParametersByPathCommand({ Path: "/tree", MaxResults: 1, NextToken: first.NextToken }),
        );
        assert.deepEqual([first.Parameters?.[0]?.Value, second.Parameters?.[0]?.Value], ["/tree/a", "/tree/b"]);
        assert.equal(second.NextToken, undefined);
        const strange = admin.send(new GetParametersByPathCommand({ Path: "/tree", NextToken: "strange" }));
        assert.equal((await refusal(strange)).name, "InvalidNextToken");
    });

    it("is described by filters", async () => {
        await put("/found/a", "1");
        await put("/found/b/c", "1,2", { Type: "StringList" });
        const found = async (Key: string, Values: string[], Option?: string): Promise<(string | undefined)[]> => {
            const { Parameters = [] } = await ssm.send(
                new DescribeParametersCommand({
                    ParameterFilters: [
                        { Key: "Name", Option: "BeginsWith", Values: ["/found"] },
                        { Key, Values, Option },
                    ],
                }),
            );
            return Parameters.map(({ Name }) => Name);
        };
        assert.deepEqual(await found("Name", ["/found/a", "/found/b/c"]), ["/found/a", "/found/b/c"]);
        assert.deepEqual(await found("Name", ["d/b"], "Contains"), ["/found/b/c"]);
        assert.deepEqual(await found("Path", ["/found"]), ["/found/a"]);
        assert.deepEqual(await found("Path", ["/found"], "Recursive"), ["/found/a", "/found/b/c"]);
        assert.deepEqual(await found("Type", ["StringList"]), ["/found/b/c"]);
        assert.equal((await refusal(found("Label", ["x"]))).name, "InvalidFilterKey");
        assert.equal((await refusal(found("Path", ["/found"], "Contains"))).name, "InvalidFilterOption");
    });

    it("has tags, at most fifty", async () => {
        await put("/tagged", "1", { Tags: [{ Key: "team", Value: "shop" }] });
        const resource = { ResourceType: "Parameter", ResourceId: "/tagged" } as const;
        await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "stage", Value: "" }] }));
        await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["team", "none"] }));
        const { TagList } = await ssm.send(new ListTagsForResourceCommand(resource));
        assert.deepEqual(TagList, [{ Key: "stage", Value: "" }]);

        const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: String(index), Value: "" }));
        const tooMany = ssm.send(new AddTagsToResourceCommand({ ...resource, Tags }));
        assert.equal((await refusal(tooMany)).name, "TooManyTagsError");
        const missing = ssm.send(new ListTagsForResourceCommand({ ...resource, ResourceId: "/none" }));
        assert.equal((await refusal(missing)).name, "InvalidResourceId");
        const document = ssm.send(new ListTagsForResourceCommand({ ...resource, ResourceType: "Document" }));
        assert.equal((await refusal(document)).name, "InvalidResourceType");
    });

    describe("refuses", () => {
        before(() => put("/taken", "one", { AllowedPattern: "^[a-z]+$" }));

        const mistakes: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
            [
                "a name that is taken",
                { Name: "/taken" },
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
            ],
            [
                "another type for the same name",
                { Name: "/taken", Overwrite: true, Type: "StringList" },
                "HierarchyTypeMismatchException",
                "The parameter /taken is a String; Parameter Store does not change a parameter's type. Create a new, unique parameter.",
            ],
            [
                "a value against the pattern that it was made with",
                { Name: "/taken", Overwrite: true, Value: "1" },
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: ^[a-z]+$",
            ],
            [
                "a pattern that is not decided in time",
                { AllowedPattern: "^(a+)+$", Value: `${"a".repeat(40)}!` },
                "InvalidAllowedPatternException",
                "regular expression",
            ],
            ["an invalid pattern", { AllowedPattern: "(" }, "InvalidAllowedPatternException", "regular expression"],
            [
                "tags together with overwriting",
                { Overwrite: true, Tags: [{ Key: "a", Value: "b" }] },
                "ValidationException",
                "Invalid request: tags and overwrite can't be used together.",
            ],
            [
                "a new parameter without a type",
                { Type: undefined },
                "ValidationException",
                "A parameter type is required when you create a parameter.",
            ],
            ["an unknown type", { Type: "Number" }, "ValidationException", "[String, StringList, SecureString]"],
            [
                "what would be encrypted",
                { Type: "SecureString" },
                "UnsupportedParameterType",
                "The sandbox has no KMS, so its Parameter Store has only String and StringList, not SecureString.",
            ],
            ["a key", { KeyId: "alias/aws/ssm" }, "ValidationException", 'Unknown parameter in input: \\"KeyId\\"'],
            ["the advanced tier", { Tier: "Advanced" }, "ValidationException", "has only the standard tier"],
            ["another data type", { DataType: "aws:ec2:image" }, "ValidationException", "data type is not supported"],
            ["no value", { Value: "" }, "ValidationException", "greater than or equal to 1"],
            ["4097 characters", { Value: "a".repeat(4097) }, "ValidationException", "maximum parameter value of 4096"],
            ["a parameter in a parameter", { Value: "{{ssm:other}}" }, "ValidationException", "can't nest another"],
            ["half a path", { Name: "shop/orders" }, "ValidationException", "must be a fully qualified name"],
            ["a slash at the end", { Name: "/shop/" }, "ValidationException", "is not valid"],
            ["a blank in the name", { Name: "/shop/a b" }, "ValidationException", "is not valid"],
            ["the name ssm", { Name: "/SSM/orders" }, "ValidationException", "can't be prefixed with"],
            ["a name of AWS's", { Name: "awsorders" }, "ValidationException", "can't be prefixed with"],
            ["a path of AWS's", { Name: "/aws/orders" }, "AccessDeniedException", "No access to reserved parameter"],
            ["16 levels", { Name: "/a".repeat(16) }, "HierarchyLevelLimitExceededException", "at most 15 levels"],
            ["1012 characters", { Name: `/${"a".repeat(1011)}` }, "ValidationException", "at most 1011 characters"],
        ];
        for (const [what, members, code, message] of mistakes) {
            it(what, async () => {
                const input = { Name: "/new", Value: "one", Type: "String", ...members };
                const answer = await fixture.json("PutParameter", input, undefined, "ssm");
                assert.deepEqual([answer.status, answer.code], [400, code]);
                assert.ok(answer.text.includes(message), answer.text);
                assert.equal((await refusal(valueOf("/new"))).name, "ParameterNotFound");
            });
        }

        it("operations that it does not have, and calls that come too fast", async () => {
            const unknown = await fixture.json("GetParameterHistory", {}, undefined, "ssm");
            assert.equal(unknown.code, "UnknownOperationException");
            fixture.aws.throttle("GetParameter", 1);
            assert.equal((await refusal(valueOf("/taken"))).name, "ThrottlingException");
            assert.equal(await valueOf("/taken"), "one");
        });
    });

    it("takes a name of 15 levels", async () => {
        assert.equal((await put("/b".repeat(15), "1")).Version, 1);
    });

    describe("permissions", () => {
        it("of the deployer end at what a deployment needs", async () => {
            await put("/rights/A", "1");
            for (const [action, members, resource] of [
                ["GetParameters", { Names: ["/rights/A"] }, arnOf("/rights/A")],
                ["GetParametersByPath", { Path: "/rights" }, arnOf("/rights")],
                ["DeleteParameters", { Names: ["/rights/A"] }, arnOf("/rights/A")],
            ] as const) {
                const answer = await fixture.json(action, members, undefined, "ssm");
                assert.deepEqual([answer.status, answer.code], [400, "AccessDeniedException"]);
                const sentence = `User: ${DEPLOYER} is not authorized to perform: ssm:${action} on resource: ${resource} because no identity-based policy allows the ssm:${action} action`;
                assert.ok(answer.text.includes(sentence), answer.text);
            }
        });

        it("are asked for on the parameter's ARN, by tag and by condition", async () => {
            await put("/rights/B", "1", { Tags: [{ Key: "team", Value: "orders" }] });
            await put("/rights/C", "1");
            await fixture.allow("orders", "read-own", {
                Action: ["ssm:GetParameter", "ssm:GetParameters"],
                Resource: arnOf("/rights/*"),
                Condition: { StringEquals: { "ssm:resourceTag/team": "orders" } },
            });
            await fixture.allow("orders", "create", {
                Action: "ssm:PutParameter",
                Resource: arnOf("/rights/*"),
                Condition: { StringEquals: { "ssm:Overwrite": "false" } },
            });
            const orders = await fixture.ssm(await fixture.containerKeys("orders"));
            const read = async (Name: string) =>
                (await orders.send(new GetParameterCommand({ Name }))).Parameter?.Value;
            assert.equal(await read("/rights/B"), "1");
            assert.equal((await refusal(read("/rights/C"))).name, "AccessDeniedException");
            assert.equal((await refusal(read("/rights/none"))).name, "AccessDeniedException");
            const both = orders.send(new GetParametersCommand({ Names: ["/rights/B", "/rights/C"] }));
            assert.equal((await refusal(both)).name, "AccessDeniedException");

            const write = (input: Partial<PutParameterCommandInput>) =>
                orders.send(new PutParameterCommand({ Name: "/rights/D", Value: "1", Type: "String", ...input }));
            const tagged = await refusal(write({ Tags: [{ Key: "a", Value: "b" }] }));
            assert.match(tagged.message, /not authorized to perform: ssm:AddTagsToResource/);
            assert.equal((await write({})).Version, 1);
            assert.match((await refusal(write({ Overwrite: true }))).message, /ssm:PutParameter/);
        });
    });
});

function send(client: SSMClient, command: GetParameterCommand | DeleteParameterCommand): Promise<unknown> {
    return command instanceof GetParameterCommand ? client.send(command) : client.send(command);
}
