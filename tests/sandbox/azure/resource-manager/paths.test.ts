import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Handler } from "../../../../sandbox/core/network";
import {
    armAudience,
    assignments,
    definitions,
    Fixture,
    group,
    otherSubscription,
    otherSubscriptionId,
    roles,
    siblingGroup,
    subscription,
    subscriptionId,
    vault,
    vaultAudience,
} from "../fixture";

/** What a server answers to a path sent byte for byte, as no client library would send it. */
function rawGet(port: number, path: string, token: string): Promise<{ status: number; code: string }> {
    return new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        request({ port, host: "127.0.0.1", path, headers }, (response) => {
            const chunks: Uint8Array[] = [];
            response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
            response.on("end", () => {
                const text = Buffer.concat(chunks).toString();
                resolve({ status: response.statusCode ?? 0, code: /"code":"(\w+)"/.exec(text)?.[1] ?? "" });
            });
        })
            .on("error", reject)
            .end();
    });
}

function serverOf(handler: Handler): Server {
    const listener = getRequestListener(handler);
    return createServer((asked, response) => void listener(asked, response));
}

function listen(server: Server): Promise<number> {
    return new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
    });
}

const version = "?api-version=2022-04-01";

describe("paths that are written to mislead", () => {
    const servers: Server[] = [];
    let get: (path: string) => Promise<{ status: number; code: string }>;
    let getSecret: (path: string) => Promise<{ status: number; code: string }>;

    before(async () => {
        const fixture = await Fixture.create();
        const as = await fixture.principalWith([roles.reader, group]);
        const arm = serverOf(fixture.cloud.services.resourceManager.handler);
        const keyVault = serverOf(fixture.cloud.services.keyVault.handler);
        servers.push(arm, keyVault);
        const [armPort, vaultPort] = [await listen(arm), await listen(keyVault)];
        const armToken = await fixture.tenant.sign(as, armAudience);
        const vaultToken = await fixture.tenant.sign(as, vaultAudience);
        get = (path) => rawGet(armPort, path, armToken);
        getSecret = (path) => rawGet(vaultPort, path, vaultToken);
    });
    after(() => {
        for (const server of servers) {
            server.close();
        }
    });

    const same: readonly string[] = [
        `${group}${version}`,
        `${group}/${version}`,
        `/${group}${version}`,
        `///${group}${version}`,
        `${group.toUpperCase()}${version}`,
        `${group.replace("rg-a", "%72g%2Da")}${version}`,
        `${subscription}/./resourceGroups/rg-a${version}`,
        `${siblingGroup}/../rg-a${version}`,
        `${siblingGroup}/%2e%2E/rg-a${version}`,
        `/subscriptions/x/../../${group}${version}`,
    ];
    for (const path of same) {
        it(`reads '${path}' as the group that it is`, async () => {
            assert.deepEqual(await get(path), { status: 200, code: "" });
        });
    }

    const denied: readonly string[] = [
        `${siblingGroup}${version}`,
        `${group}/../rg-ab${version}`,
        `${group}/%2e%2e/rg-ab${version}`,
        `${group}/.%2e/rg-ab${version}`,
        `${group}b${version}`,
        `${group}%62${version}`,
        `${siblingGroup}${version}#/../rg-a`,
        `${siblingGroup}${version}&scope=${group}`,
        `${siblingGroup}/${version}`,
        `${siblingGroup.toUpperCase()}${version}`,
        `${subscription}${version}`,
        `${vault}/../../../../../rg-ab${version}`,
        `${otherSubscription}/resourceGroups/rg-a${version}`,
        `${group}/../../../..${otherSubscription}${version}`,
        `${siblingGroup}${assignments}${version}`,
        `${subscription}${definitions}${version}`,
        `${siblingGroup}/providers/x/y/${group.replaceAll("/", "-")}${version}`,
    ];
    for (const path of denied) {
        it(`denies '${path}'`, async () => {
            assert.deepEqual(await get(path), { status: 403, code: "AuthorizationFailed" });
        });
    }

    const refused: readonly string[] = [
        `${subscription}//resourceGroups/rg-a${version}`,
        `${subscription}/resourceGroups//rg-a${version}`,
        `${group}//${version}`,
        `/%2F${group.slice(1)}${version}`,
        `/${group.slice(1).replaceAll("/", "%2F")}${version}`,
        `${subscription}/resourceGroups/rg-a%2Fproviders${version}`,
        `${group}%2f..%2frg-ab${version}`,
        `${group}%5c..%5crg-ab${version}`,
        `${group}%252f..%252frg-ab${version}`,
        `${group}/%252e%252e/rg-ab${version}`,
        `${group}%00${version}`,
        `${group}%0d%0a${version}`,
        `${group}%3Fapi-version=2022-04-01${version}`,
        `${group}%ff${version}`,
        `${group}%${version}`,
    ];
    for (const path of refused) {
        it(`refuses '${path}'`, async () => {
            assert.deepEqual(await get(path), { status: 400, code: "InvalidRequestUri" });
        });
    }

    const builtIn = "providers/Microsoft.Resources/subscriptions";
    const nowhere: readonly string[] = [
        `${siblingGroup}/${builtIn}/${subscriptionId}/resourceGroups/rg-a${version}`,
        `${group}/${builtIn}/${otherSubscriptionId}/resourceGroups/rg-a${version}`,
        `${group}/${builtIn.toUpperCase()}/${otherSubscriptionId}${version}`,
        `/${builtIn}/${otherSubscriptionId}${version}`,
        `/providers/Microsoft.Resources/tenants/x${otherSubscription}${version}`,
        `${group}/resourceGroups/rg-ab${version}`,
        `/resourceGroups/rg-a${version}`,
    ];
    for (const path of nowhere) {
        it(`finds nothing at '${path}'`, async () => {
            assert.deepEqual(await get(path), { status: 404, code: "NotFound" });
        });
    }

    const secrets: readonly (readonly [path: string, status: number, code: string])[] = [
        ["/secrets/greeting", 403, "Forbidden"],
        ["/secrets/other/../greeting", 403, "Forbidden"],
        ["//secrets/greeting", 403, "Forbidden"],
        ["/secrets/greeting/", 403, "Forbidden"],
        ["/secrets/GREETING", 403, "Forbidden"],
        ["/secrets/other", 403, "Forbidden"],
        ["/secrets//greeting", 400, "InvalidRequestUri"],
        ["/secrets/other%2Fgreeting", 400, "InvalidRequestUri"],
        ["/secrets/other/greeting", 403, "Forbidden"],
        ["/SECRETS/greeting", 404, "NotFound"],
    ];
    for (const [path, status, code] of secrets) {
        it(`answers ${status} to the vault's '${path}'`, async () => {
            assert.deepEqual(await getSecret(`${path}?api-version=7.6`), { status, code });
        });
    }
});
