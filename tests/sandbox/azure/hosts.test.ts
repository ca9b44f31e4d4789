import assert from "node:assert/strict";
import { z } from "zod";
import { Fixture, vault } from "./fixture";

const vaultResponse = z.object({ properties: z.object({ vaultUri: z.string() }) });

describe("Azure's own host names", () => {
    let fixture: Fixture;
    before(async () => {
        fixture = await Fixture.create();
    });

    async function ask(url: string, audience: string): Promise<Response> {
        const token = await fixture.tenant.sign(fixture.deployer, audience);
        return fixture.network.fetch(url, { headers: { authorization: `Bearer ${token}` } });
    }

    it("are Resource Manager's and each vault's", () => {
        assert.deepEqual(fixture.network.hosts, ["management.azure.com", `${vaultName()}.vault.azure.net`]);
    });

    it("are named in answers to requests for them, as this machine's are in answers on this machine", async () => {
        const path = `${vault}?api-version=2023-07-01`;
        const outside: unknown = await (
            await ask(`https://management.azure.com${path}`, "https://management.azure.com")
        ).json();
        assert.equal(vaultResponse.parse(outside).properties.vaultUri, `https://${vaultName()}.vault.azure.net/`);
        const inside = await fixture.arm("GET", path);
        assert.equal(vaultResponse.parse(inside.body).properties.vaultUri, "https://localhost:1004/");
    });

    for (const host of ["management.azure.com", `${vaultName()}.vault.azure.net`]) {
        it(`take no token for an address of this machine, and name none: ${host}`, async () => {
            const url = `https://${host}/secrets?api-version=7.4`;
            for (const audience of ["https://localhost:1003", "https://localhost:1004"]) {
                const response = await ask(url, audience);
                assert.equal(response.status, 401);
                assert.doesNotMatch(
                    `${await response.text()}${JSON.stringify([...response.headers])}`,
                    /Expected.*localhost|authorization[^,]*localhost/,
                );
            }
        });
    }
});

function vaultName(): string {
    return (vault.split("/").at(-1) ?? "").toLowerCase();
}
