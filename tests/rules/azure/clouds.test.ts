import assert from "node:assert/strict";
import { azureCloud, parseAzureCloudName } from "../../../rules/azure/clouds";
import { problemOf, valueOf } from "../result";

describe("azureCloud", () => {
    for (const [name, authorityHost, tokenExchangeAudience, resourceManager] of [
        ["public", "https://login.microsoftonline.com", "api://AzureADTokenExchange", "https://management.azure.com"],
        [
            "usGovernment",
            "https://login.microsoftonline.us",
            "api://AzureADTokenExchangeUSGov",
            "https://management.usgovcloudapi.net",
        ],
        [
            "china",
            "https://login.partner.microsoftonline.cn",
            "api://AzureADTokenExchangeChina",
            "https://management.chinacloudapi.cn",
        ],
    ] as const) {
        it(`knows ${name}`, () => {
            const cloud = azureCloud(valueOf(parseAzureCloudName(name)));
            assert.deepEqual(
                [cloud.authorityHost, cloud.tokenExchangeAudience, cloud.resourceManager],
                [authorityHost, tokenExchangeAudience, resourceManager],
            );
        });
    }

    it("knows no other", () => {
        assert.equal(
            problemOf(parseAzureCloudName("Public")),
            '"Public" is not an Azure cloud; did you mean "public"?',
        );
        assert.equal(
            problemOf(parseAzureCloudName("toString")),
            '"toString" is not an Azure cloud; allowed values: public, usGovernment, china',
        );
    });
});
