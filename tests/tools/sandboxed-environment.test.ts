import assert from "node:assert/strict";
import { environmentWith } from "../../tools/sandboxed-environment";

describe("the environment of a command in the sandbox", () => {
    const sandbox = { AWS_ENDPOINT_URL: "https://localhost:1", NO_PROXY: "localhost", no_proxy: "localhost" };

    it("has nothing that leads to other clouds", () => {
        const own = {
            PATH: "/bin",
            AWS_PROFILE: "mine",
            ARM_USE_CLI: "true",
            AZURE_CLIENT_ID: "me",
            PULUMI_STACK: "prod",
        };
        assert.deepEqual(environmentWith(sandbox, own), { PATH: "/bin", ...sandbox });
    });

    it("excludes the sandbox from a person's proxy, whatever the person excluded", () => {
        const own = { HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY: "*", no_proxy: "*" };
        assert.deepEqual(environmentWith(sandbox, own), { HTTPS_PROXY: "http://proxy.example:3128", ...sandbox });
    });

    for (const name of ["HTTPS_PROXY", "https_proxy"]) {
        it(`names a proxy only by HTTPS_PROXY, where the person has ${name}`, () => {
            const environment = environmentWith(sandbox, { [name]: "http://proxy.example:3128" });
            assert.deepEqual(environment, { HTTPS_PROXY: "http://proxy.example:3128", ...sandbox });
        });
    }
});
