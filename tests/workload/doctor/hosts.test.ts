import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { parseAzureScope } from "../../../workload/doctor/azure-scope";
import { renderReport } from "../../../workload/doctor/report";
import { addressAt, isHttpsOrigin, originOfHost } from "../../../workload/https-origin";
import { RESOURCE_GROUP, SUBSCRIPTION_ID } from "../federated-sandbox";
import { option, Surgery, variable } from "./broken-trust";

const HOSTILE = [
    ".evil.example/x",
    "@evil.example/x",
    ":443@evil.example",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "https://evil.example",
    "/../../..//evil.example",
    "#@evil.example",
    "?@evil.example",
    "\t.evil.example",
    "%2eevil.example",
];

describe("Where a token may go", () => {
    const MANAGEMENT = "https://management.azure.com";

    it("is the origin that was meant, whatever the path holds", () => {
        assert.ok(isHttpsOrigin(MANAGEMENT));
        for (const path of HOSTILE) {
            assert.equal(new URL(addressAt(MANAGEMENT, path, { a: path })).origin, MANAGEMENT, path);
        }
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (path) => {
                assert.ok(isHttpsOrigin(MANAGEMENT));
                const address = new URL(addressAt(MANAGEMENT, path));
                assert.deepEqual([address.origin, address.search, address.username], [MANAGEMENT, "", ""]);
            }),
        );
    });

    it("is not an origin with anything before or after it", () => {
        const texts = [
            ...HOSTILE.map((text) => MANAGEMENT + text),
            ...["https://user@management.azure.com", "http://management.azure.com", "https://MANAGEMENT.azure.com"],
            ...["https://management.azure.com/", "https:management.azure.com", " https://management.azure.com", ""],
        ].filter((text) => text !== `${MANAGEMENT}.evil.example`);
        assert.deepEqual(texts.filter(isHttpsOrigin), []);
    });

    it("is a host name with an optional port, and nothing else", () => {
        assert.equal(
            originOfHost("management.local.azurestack.external"),
            "https://management.local.azurestack.external",
        );
        assert.equal(originOfHost("localhost:8443"), "https://localhost:8443");
        assert.deepEqual(
            ["a@b", "a/b", "a?b", "a#b", "a\\b", "a:443", "a:b", "", "a b"]
                .map(originOfHost)
                .filter((each) => each !== undefined),
            [],
        );
    });

    for (const scope of [
        `/subscriptions/${SUBSCRIPTION_ID}`,
        `/Subscriptions/${SUBSCRIPTION_ID.toUpperCase()}/resourcegroups/Orders (new)`.replace(" ", "_"),
        `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Network/networkWatchers/one`,
        `${RESOURCE_GROUP}/providers/Microsoft.Storage/storageAccounts/shop/blobServices/default/containers/$web`,
        "/providers/Microsoft.Management/managementGroups/landing-zone",
    ]) {
        it(`may have the scope ${scope}`, () => {
            assert.deepEqual(parseAzureScope(scope), { scope });
        });
    }
    for (const scope of HOSTILE) {
        it(`may not have the scope ${JSON.stringify(scope)}`, () => {
            assert.ok("problem" in parseAzureScope(scope));
        });
    }
});

describe("The hosts that the doctor sends tokens to", () => {
    const surgery = new Surgery();

    /** The hosts that got a token or a secret. */
    const trusted = async (
        circumstances: Parameters<Surgery["look"]>[1],
    ): Promise<{ hosts: string[]; report: string }> => {
        const hosts = new Set<string>();
        const inner = circumstances?.fetch?.(surgery.sandbox) ?? surgery.sandbox.fetch;
        const fetch = (url: string, init?: RequestInit): Promise<Response> => {
            if (new Headers(init?.headers).has("authorization") || init?.method === "POST") {
                hosts.add(new URL(url).host);
            }
            return inner(url, init);
        };
        const results = await surgery.look(await surgery.deploy(), { ...circumstances, fetch: () => fetch });
        return { hosts: [...hosts].sort(), report: renderReport(results) };
    };
    const KNOWN = ["graph.sandbox", "login.sandbox", "management.sandbox"];

    it("are three", async () => {
        assert.deepEqual((await trusted({})).hosts, KNOWN);
    });

    for (const scope of HOSTILE) {
        it(`are none when --azure-scope is ${JSON.stringify(scope)}`, async () => {
            assert.deepEqual((await trusted({ options: option("azureScope", scope) })).hosts, []);
        });
    }

    for (const host of HOSTILE) {
        it(`are none when ARM_METADATA_HOSTNAME is ${JSON.stringify(`management.sandbox${host}`)}`, async () => {
            const { hosts } = await trusted({
                environment: variable("ARM_METADATA_HOSTNAME", `management.sandbox${host}`),
            });
            assert.ok(
                hosts.every((each) => each === "login.sandbox"),
                hosts.join(),
            );
        });
    }

    for (const host of HOSTILE.filter((each) => each !== ".evil.example/x")) {
        it(`are none when AZURE_AUTHORITY_HOST is ${JSON.stringify(`https://login.sandbox${host}`)}`, async () => {
            const environment = variable("AZURE_AUTHORITY_HOST", `https://login.sandbox${host}`);
            assert.deepEqual((await trusted({ environment })).hosts, []);
        });
    }

    it("do not include one that a role assignment names", async () => {
        const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
            const answer = await surgery.sandbox.fetch(url, init);
            if (!url.includes("/roleAssignments?")) {
                return answer;
            }
            const text = await answer.text();
            return new Response(
                text.replace(/"roleDefinitionId":"[^"]*"/, '"roleDefinitionId":".evil.example/x"'),
                answer,
            );
        };
        assert.deepEqual((await trusted({ fetch: () => fetch })).hosts, KNOWN);
    });

    it("do not include one that the metadata names without https", async () => {
        const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
            const answer = await surgery.sandbox.fetch(url, init);
            if (!url.includes("/metadata/endpoints")) {
                return answer;
            }
            const body = JSON.stringify({
                microsoftGraphResourceId: "https://graph.sandbox@evil.example",
                resourceManager: "http://management.sandbox",
            });
            return new Response(body, answer);
        };
        const { hosts, report } = await trusted({ fetch: () => fetch });
        assert.deepEqual(hosts, []);
        assert.match(
            report,
            /^fail {5}azure-endpoints .*not both are https origins\n +-> Check that ARM_METADATA_HOSTNAME/m,
        );
    });
});
