import assert from "node:assert/strict";
import { at, Fixture } from "../fixture";

describe("/metadata/endpoints", () => {
    let fixture: Fixture;
    before(async () => {
        fixture = await Fixture.create();
    });
    const ask = (version: string, path = "/metadata/endpoints") =>
        fixture.send("GET", `${path}?api-version=${version}`, {});

    const read: readonly (readonly [path: readonly (string | number)[], value: unknown])[] = [
        [["authentication", "loginEndpoint"], "https://localhost:1001"],
        [["authentication", "audiences", 0], "https://management.azure.com/"],
        [["authentication", "tenant"], "common"],
        [["authentication", "identityProvider"], "AAD"],
        [["resourceManager"], "https://localhost:1003/"],
        [["microsoftGraphResourceId"], "https://localhost:1002"],
        [["graphAudience"], "https://localhost:1002"],
        [["suffixes", "keyVaultDns"], "vault.azure.net"],
        [["suffixes", "storage"], "core.windows.net"],
        [["name"], "CognitoEntraSandbox"],
        [["portal"], "https://portal.azure.com"],
    ];

    it("tells anyone where the other hosts are, as one cloud in 2022-09-01", async () => {
        const { status, body } = await ask("2022-09-01");
        assert.equal(status, 200);
        for (const [path, value] of read) {
            assert.equal(at(body, ...path), value);
        }
    });

    it("answers with a list of clouds before", async () => {
        const { body } = await ask("2019-05-01", "/Metadata/Endpoints/");
        assert.ok(Array.isArray(body) && body.length === 1);
        for (const [path, value] of read) {
            assert.equal(at(body, 0, ...path), value);
        }
    });

    it("answers in the first form in 2015-01-01", async () => {
        assert.deepEqual((await ask("2015-01-01")).body, {
            galleryEndpoint: "https://gallery.azure.com/",
            graphEndpoint: "https://localhost:1002",
            portalEndpoint: "https://portal.azure.com/",
            authentication: {
                loginEndpoint: "https://localhost:1001",
                audiences: [
                    "https://management.azure.com/",
                    "https://management.core.windows.net/",
                    "https://localhost:1003/",
                ],
            },
        });
    });

    it("knows no other api-version, and no other method without a token", async () => {
        assert.equal((await ask("2023-01-01")).code, "InvalidApiVersionParameter");
        assert.equal((await ask("")).code, "MissingApiVersionParameter");
        assert.equal((await fixture.send("POST", "/metadata/endpoints?api-version=2022-09-01", {}, {})).status, 401);
    });
});
