import assert from "node:assert/strict";
import { ACCOUNT, type Answer, element, Fixture } from "./fixture";

const THUMBPRINT = "990f4193972f2becf12ddeda5237f9c952f20d9e";

describe("IAM's OpenID Connect providers", () => {
    const fixture = new Fixture();
    let made = 0;

    const iam = (action: string, parameters: Readonly<Record<string, string>> = {}): Promise<Answer> =>
        fixture.query("iam", action, parameters);
    async function create(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
        made += 1;
        const Url = `https://login.example.com/${String(made)}/`;
        const answer = await iam("CreateOpenIDConnectProvider", {
            Url,
            "ClientIDList.member.1": "api://aws",
            ...parameters,
        });
        assert.equal(answer.code, "ok", answer.text);
        return element(answer.text, "OpenIDConnectProviderArn");
    }
    async function ok(action: string, parameters: Readonly<Record<string, string>>): Promise<void> {
        const answer = await iam(action, parameters);
        assert.equal(answer.code, "ok", answer.text);
    }
    /** The strings in a list of the provider. */
    async function listed(OpenIDConnectProviderArn: string, name: string): Promise<readonly string[]> {
        const { text } = await iam("GetOpenIDConnectProvider", { OpenIDConnectProviderArn });
        const [, list = ""] = new RegExp(`<${name}>(.*)</${name}>`).exec(text) ?? [];
        return [...list.matchAll(/<member>(.*?)<\/member>/g)].map(([, item = ""]) => item);
    }

    it("keep the issuer's trailing slash, and get a thumbprint if none is given", async () => {
        const arn = await create();
        assert.equal(arn, `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com/${String(made)}/`);
        assert.ok(fixture.aws.contents().includes(arn));
        const { text } = await iam("GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
        assert.equal(element(text, "Url"), `login.example.com/${String(made)}/`);
        const [thumbprint, ...more] = await listed(arn, "ThumbprintList");
        assert.match(thumbprint ?? "", /^[0-9a-f]{40}$/);
        assert.deepEqual(more, []);
    });

    it("take other audiences, thumbprints and tags in place", async () => {
        const provider = { OpenIDConnectProviderArn: await create({ "ThumbprintList.member.1": "0".repeat(40) }) };
        const { OpenIDConnectProviderArn: arn } = provider;
        assert.deepEqual(await listed(arn, "ThumbprintList"), ["0".repeat(40)]);
        for (const ClientID of ["api://b", "api://b"]) {
            await ok("AddClientIDToOpenIDConnectProvider", { ...provider, ClientID });
        }
        for (const ClientID of ["api://aws", "api://aws"]) {
            await ok("RemoveClientIDFromOpenIDConnectProvider", { ...provider, ClientID });
        }
        assert.deepEqual(await listed(arn, "ClientIDList"), ["api://b"]);
        await ok("UpdateOpenIDConnectProviderThumbprint", { ...provider, "ThumbprintList.member.1": THUMBPRINT });
        assert.deepEqual(await listed(arn, "ThumbprintList"), [THUMBPRINT]);
        await ok("TagOpenIDConnectProvider", {
            ...provider,
            "Tags.member.1.Key": "team",
            "Tags.member.1.Value": "shop",
        });
        assert.deepEqual(await listed(arn, "Tags"), ["<Key>team</Key><Value>shop</Value>"]);
        await ok("UntagOpenIDConnectProvider", { ...provider, "TagKeys.member.1": "team" });
        assert.deepEqual(await listed(arn, "Tags"), []);
        await ok("DeleteOpenIDConnectProvider", provider);
        assert.ok(!fixture.aws.contents().includes(arn));
    });

    it("are refused with invalid members", async () => {
        const arn = await create();
        const taken = await iam("CreateOpenIDConnectProvider", { Url: `https://login.example.com/${String(made)}/` });
        assert.deepEqual([taken.status, taken.code], [409, "EntityAlreadyExists"]);
        assert.equal((await iam("CreateOpenIDConnectProvider", { Url: "http://a" })).code, "ValidationError");
        const short = { Url: "https://a", "ThumbprintList.member.1": "0" };
        assert.equal((await iam("CreateOpenIDConnectProvider", short)).code, "ValidationError");
        const clientIds = Array.from({ length: 101 }, (_, index) => String(index + 1));
        const tooMany = Object.fromEntries(clientIds.map((id) => [`ClientIDList.member.${id}`, id]));
        assert.equal(
            (await iam("CreateOpenIDConnectProvider", { Url: "https://a", ...tooMany })).code,
            "LimitExceeded",
        );
        const missing = { OpenIDConnectProviderArn: `${arn}none`, ClientID: "a" };
        assert.deepEqual((await iam("AddClientIDToOpenIDConnectProvider", missing)).code, "NoSuchEntity");
    });

    it("are not listed for the deployer, who needs no list", async () => {
        assert.equal((await iam("ListOpenIDConnectProviders")).code, "AccessDenied");
    });
});
