import { strict as assert } from "node:assert";
import { azureCloud, type AzureCloudName } from "../../rules/azure/clouds";
import { cloudOf } from "../../workload/azure-clouds";

const NAMES: readonly AzureCloudName[] = ["public", "usGovernment", "china"];

// The stack's rules and the kit have a table each, because the kit imports nothing of the stack's.
describe("Azure's clouds in the rules and in the kit", () => {
    for (const name of NAMES) {
        it(`are the same: ${name}`, () => {
            const { authorityHost, tokenExchangeAudience, resourceManager } = azureCloud(name);
            const own = cloudOf(authorityHost);
            assert.deepEqual(
                [own.name, own.authorityHosts[0], own.tokenExchangeAudience, own.resourceManager],
                [name, authorityHost, tokenExchangeAudience, resourceManager],
            );
        });
    }

    it("have Microsoft's login host of China, and the kit still knows the one before", () => {
        assert.equal(azureCloud("china").authorityHost, "https://login.partner.microsoftonline.cn");
        assert.equal(cloudOf("https://login.chinacloudapi.cn").name, "china");
    });
});
