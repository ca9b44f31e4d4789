import assert from "node:assert/strict";
import { Network } from "../../../sandbox/core/network";
import { hostsWithoutProxy } from "../../../sandbox/core/no-proxy";

describe("what goes through no proxy", () => {
    const network = new Network();
    for (const host of ["sts.amazonaws.com", "orders.vault.azure.net", "localhost:4003"]) {
        network.register(host, () => new Response());
    }
    const loopback = "localhost,127.0.0.1,::1";

    const lists: readonly (readonly [string, string])[] = [
        ["", loopback],
        ["registry.example, .corp.example,10.0.0.0/8", `${loopback},registry.example,.corp.example,10.0.0.0/8`],
        ["localhost,registry.example:8080", `${loopback},registry.example:8080`],
        ["*", loopback],
        [".amazonaws.com,amazonaws.com,*.amazonaws.com,STS.amazonaws.com,sts.amazonaws.com:443,.com", loopback],
        ["vault.azure.net,.net,other.vault.azure.net", `${loopback},other.vault.azure.net`],
    ];
    for (const [given, expected] of lists) {
        it(`is "${expected}", where a person excludes "${given}"`, () => {
            assert.equal(hostsWithoutProxy({ NO_PROXY: given }, network), expected);
            assert.equal(hostsWithoutProxy({ no_proxy: given }, network), expected);
        });
    }

    it("is what either spelling excludes", () => {
        const environment = { NO_PROXY: "a.example,b.example", no_proxy: "b.example,c.example" };
        assert.equal(hostsWithoutProxy(environment, network), `${loopback},a.example,b.example,c.example`);
    });
});
