import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { BearerTokens } from "../../../sandbox/stand-ins/bearer-tokens";
import { restClient } from "../../../sandbox/stand-ins/rest-client";
import { VendorError } from "../../../sandbox/stand-ins/vendor-error";

const { signal } = new AbortController();
const credentials = {
    login: "https://login.sandbox",
    tenantId: "tenant",
    clientId: "client",
    clientSecret: randomUUID(),
};

/** A vendor that accepts only the newest of its tokens, after having revoked as many as told. */
function vendor(lifetimeSeconds: number, revoked: number) {
    const issued: string[] = [];
    const scopes: (string | null)[] = [];
    const fetch = (url: string, init?: RequestInit): Promise<Response> => {
        const request = new Request(url, init);
        if (new URL(url).host === "login.sandbox") {
            const token = randomUUID();
            issued.push(token);
            return request.text().then((body) => {
                scopes.push(new URLSearchParams(body).get("scope"));
                return Response.json({ token_type: "Bearer", access_token: token, expires_in: lifetimeSeconds });
            });
        }
        const current = issued[revoked] ?? "none";
        return Promise.resolve(
            request.headers.get("authorization") === `Bearer ${current}`
                ? Response.json({ url })
                : Response.json(
                      { error: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed." } },
                      { status: 401 },
                  ),
        );
    };
    return { client: restClient(fetch, "https://graph.sandbox", new BearerTokens(fetch, credentials)), issued, scopes };
}

describe("the REST client", () => {
    it("requests one token for its origin and keeps it", async () => {
        const { client, scopes } = vendor(3600, 0);
        assert.deepEqual(await client("GET", "/v1.0/applications", signal), {
            url: "https://graph.sandbox/v1.0/applications",
        });
        await Promise.all([client("GET", "/v1.0/a", signal), client("GET", "/v1.0/b", signal)]);
        assert.deepEqual(scopes, ["https://graph.sandbox/.default"]);
    });

    it("requests another token when its own is about to expire", async () => {
        const { client, issued } = vendor(300, 0);
        await client("GET", "/v1.0/a", signal);
        await assert.rejects(client("GET", "/v1.0/a", signal), VendorError);
        assert.equal(issued.length, 3);
    });

    it("retries once with a new token when its own is refused", async () => {
        const { client, issued } = vendor(3600, 1);
        assert.deepEqual(await client("GET", "/v1.0/a", signal), { url: "https://graph.sandbox/v1.0/a" });
        assert.equal(issued.length, 2);
    });

    it("gives up with the vendor's message when the new one is refused too", async () => {
        const { client, issued } = vendor(3600, 2);
        await assert.rejects(client("GET", "/v1.0/a?$filter=x", signal), {
            name: "VendorError",
            code: "InvalidAuthenticationToken",
            status: 401,
            message: "GET /v1.0/a: InvalidAuthenticationToken: Lifetime validation failed. (HTTP 401)",
        });
        assert.equal(issued.length, 2);
    });
});
