import assert from "node:assert/strict";
import { ACCOUNT, Fixture, ORDERS_ROLE, REGION } from "../fixture";
import { type Keys, signedHeaders } from "../sign-request";

type Service = "cognito-identity" | "sts" | "iam";

const BODIES: Readonly<Record<Service, string>> = {
    "cognito-identity": JSON.stringify({ MaxResults: 10 }),
    sts: "Action=GetCallerIdentity&Version=2011-06-15",
    iam: "Action=ListAttachedRolePolicies&RoleName=orders&Version=2010-05-08",
};

interface Forgery {
    readonly name: string;
    /** Changes what is signed. */
    readonly signed?: {
        readonly service?: string;
        readonly region?: string;
        readonly secondsAgo?: number;
        readonly headers?: Readonly<Record<string, string>>;
    };
    readonly keys?: (right: Keys) => Keys;
    /** Changes what is sent, after it was signed. */
    readonly sent?: (headers: Record<string, string>) => Record<string, string>;
    readonly body?: (right: string) => string;
    /** Codes of Cognito's protocol, and of STS's and IAM's. */
    readonly codes: readonly [string, string];
}

const MISMATCH = ["InvalidSignatureException", "SignatureDoesNotMatch"] as const;
const UNKNOWN = ["UnrecognizedClientException", "InvalidClientTokenId"] as const;
const INCOMPLETE = ["IncompleteSignatureException", "IncompleteSignature"] as const;

const FORGERIES: readonly Forgery[] = [
    {
        name: "no Authorization header",
        sent: without("authorization"),
        codes: ["MissingAuthenticationTokenException", "MissingAuthenticationToken"],
    },
    { name: "another scheme", sent: replaced("authorization", /.*/, "Bearer x"), codes: INCOMPLETE },
    { name: "no Signature parameter", sent: replaced("authorization", /, Signature=.*/, ""), codes: INCOMPLETE },
    {
        name: "no SignedHeaders parameter",
        sent: replaced("authorization", /SignedHeaders=[^,]*, /, ""),
        codes: INCOMPLETE,
    },
    {
        name: "a credential without its scope",
        sent: replaced("authorization", /\/aws4_request/, ""),
        codes: INCOMPLETE,
    },
    { name: "no date", sent: without("x-amz-date"), codes: INCOMPLETE },
    {
        name: "a date in another form",
        sent: replaced("x-amz-date", /.*/, "Sat, 01 Jan 2028 00:00:00 GMT"),
        codes: INCOMPLETE,
    },
    { name: "an unknown key", keys: (right) => ({ ...right, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" }), codes: UNKNOWN },
    {
        name: "another secret",
        keys: (right) => ({ ...right, secretAccessKey: right.secretAccessKey.toLowerCase() }),
        codes: MISMATCH,
    },
    {
        name: "a session token with a user's key",
        keys: (right) => ({ ...right, sessionToken: "made-up" }),
        codes: UNKNOWN,
    },
    {
        name: "a tampered signature",
        sent: replaced("authorization", /.$/, (last) => (last === "0" ? "1" : "0")),
        codes: MISMATCH,
    },
    { name: "a shortened signature", sent: replaced("authorization", /.$/, ""), codes: MISMATCH },
    {
        name: "a swapped body",
        body: (right) =>
            right.replace("10", "60").replace("GetCallerIdentity", "AssumeRole").replace("orders", "billing"),
        codes: MISMATCH,
    },
    {
        name: "a header added to those signed",
        sent: (headers) => ({ ...headers, "x-amz-security-token": "made-up" }),
        codes: UNKNOWN,
    },
    { name: "an unsigned x-amz header", sent: (headers) => ({ ...headers, "x-amz-note": "added" }), codes: MISMATCH },
    { name: "a changed signed header", sent: replaced("content-type", /$/, "; charset=utf-8"), codes: MISMATCH },
    { name: "another host", sent: replaced("host", /.*/, "elsewhere.test"), codes: MISMATCH },
    { name: "a host that is not signed", sent: replaced("authorization", /host;/, ""), codes: MISMATCH },
    {
        name: "a payload hash that is not the body's",
        sent: (headers) => ({ ...headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }),
        codes: MISMATCH,
    },
    {
        name: "a payload that is signed as unsigned",
        signed: { headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
        codes: MISMATCH,
    },
    { name: "a replay six minutes later", signed: { secondsAgo: 360 }, codes: MISMATCH },
    { name: "a call from six minutes ahead", signed: { secondsAgo: -360 }, codes: MISMATCH },
    {
        name: "a date that the scope does not name",
        sent: replaced("authorization", /\/\d{8}\//, "/20200101/"),
        codes: MISMATCH,
    },
    { name: "another service in the scope", signed: { service: "s3" }, codes: MISMATCH },
    { name: "another region in the scope", signed: { region: "eu-west-1" }, codes: MISMATCH },
];

describe("the signature of a call", () => {
    const fixture = new Fixture();

    for (const service of ["cognito-identity", "sts", "iam"] as const) {
        describe(service, () => {
            it("is accepted when it is right", async () => {
                assert.equal((await send(fixture, service, { name: "right", codes: MISMATCH })).status, 200);
            });

            for (const forgery of FORGERIES) {
                it(`is refused: ${forgery.name}`, async () => {
                    const answer = await send(fixture, service, forgery);
                    const [jsonCode, queryCode] = forgery.codes;
                    assert.deepEqual(
                        { status: answer.status, code: answer.code },
                        service === "cognito-identity"
                            ? { status: 400, code: jsonCode }
                            : { status: 403, code: queryCode },
                    );
                });
            }
        });
    }

    it("may be five minutes off, no more", async () => {
        for (const [secondsAgo, status] of [
            [299, 200],
            [-299, 200],
            [303, 403],
            [-303, 403],
        ] as const) {
            const answer = await send(fixture, "sts", { name: "late", signed: { secondsAgo }, codes: MISMATCH });
            assert.equal(answer.status, status, `${String(secondsAgo)} s`);
        }
    });

    it("of another region's IAM is the partition's global one", async () => {
        const answer = await send(fixture, "iam", { name: "global", signed: { region: "us-east-1" }, codes: MISMATCH });
        assert.equal(answer.status, 200);
    });

    it("needs the session token of a session, until that expires", async () => {
        const own = new Fixture();
        const keys = await own.containerKeys("orders");
        assert.match(
            (await own.query("sts", "GetCallerIdentity", {}, keys)).text,
            /<Arn>arn:aws:sts::111122223333:assumed-role\/orders\//,
        );
        const { accessKeyId, secretAccessKey } = keys;
        assert.equal(
            (await own.query("sts", "GetCallerIdentity", {}, { accessKeyId, secretAccessKey })).code,
            "InvalidClientTokenId",
        );
        assert.equal(
            (await own.query("sts", "GetCallerIdentity", {}, { ...keys, sessionToken: "another" })).code,
            "InvalidClientTokenId",
        );
        own.clock.setOffset(6 * 3600 + 1);
        assert.equal((await own.query("sts", "GetCallerIdentity", {}, keys)).code, "ExpiredToken");
        assert.equal((await own.json("ListIdentityPools", { MaxResults: 1 }, keys)).code, "ExpiredTokenException");
    });

    it("of a deleted role is worthless", async () => {
        const own = new Fixture();
        const keys = await own.containerKeys("orders");
        assert.equal(
            (await own.query("iam", "DeleteRole", { RoleName: "orders" }, await own.administrator())).code,
            "ok",
        );
        assert.equal((await own.query("sts", "GetCallerIdentity", {}, keys)).code, "InvalidClientTokenId");
    });

    it("errors carry the request id, the vendor's shape, and the cloud's time", async () => {
        const own = new Fixture();
        own.clock.setOffset(86_400);
        const response = await own.aws.handler(
            new Request("https://aws.test/", {
                method: "POST",
                headers: { "x-amz-target": "AWSCognitoIdentityService.ListIdentityPools" },
                body: "{}",
            }),
        );
        assert.equal(response.headers.get("x-amzn-errortype"), "MissingAuthenticationTokenException:");
        assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
        assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.1");
        assert.ok(Math.abs(Date.parse(response.headers.get("date") ?? "") - own.clock.now().getTime()) < 5000);
        const { text } = await own.send({}, BODIES.sts);
        assert.match(
            text,
            /^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken<\/Code><Message>Request is missing Authentication Token<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/,
        );
    });

    it("refuses services that the sandbox does not have", async () => {
        assert.equal((await fixture.query("iam", "CreateUser", { UserName: "x" })).code, "InvalidAction");
        assert.equal((await fixture.json("GetId", {})).code, "UnknownOperationException");
        assert.equal((await fixture.send({}, "")).status, 404);
        const s3 = signedHeaders(
            { service: "s3", region: REGION, headers: {}, body: "", date: fixture.clock.now() },
            fixture.aws.deployer,
        );
        assert.equal((await fixture.send(s3, "")).status, 404);
    });

    it("lets in no account but its own", () => {
        assert.throws(
            () => new Fixture(REGION, [ORDERS_ROLE.replace(ACCOUNT, "444455556666")]),
            /is not the ARN of a role of the sandbox's account/,
        );
        assert.throws(() => new Fixture("cn-north-1"), /is not the ARN of a role of the sandbox's account/);
        assert.throws(() => new Fixture("us-iso-east-1", []), /The sandbox has no AWS region us-iso-east-1/);
    });
});

function without(name: string): (headers: Record<string, string>) => Record<string, string> {
    return (headers) => Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
}

function replaced(
    name: string,
    pattern: RegExp,
    by: string | ((match: string) => string),
): (headers: Record<string, string>) => Record<string, string> {
    return (headers) => {
        const old = headers[name] ?? "";
        return { ...headers, [name]: typeof by === "string" ? old.replace(pattern, by) : old.replace(pattern, by) };
    };
}

function send(fixture: Fixture, service: Service, forgery: Forgery) {
    const body = BODIES[service];
    const target: Record<string, string> =
        service === "cognito-identity" ? { "x-amz-target": "AWSCognitoIdentityService.ListIdentityPools" } : {};
    const { secondsAgo = 0, headers: more = {}, ...scope } = forgery.signed ?? {};
    const call = {
        service,
        region: REGION,
        ...scope,
        headers: { "content-type": "application/x-amz-json-1.1", ...target, ...more },
        body,
        date: new Date(fixture.clock.now().getTime() - secondsAgo * 1000),
    };
    const keys = forgery.keys?.(fixture.aws.deployer) ?? fixture.aws.deployer;
    const headers = signedHeaders(call, keys);
    return fixture.send(forgery.sent?.(headers) ?? headers, forgery.body?.(body) ?? body);
}
