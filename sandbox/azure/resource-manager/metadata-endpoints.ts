import { type Origins, publicOrigins } from "./origins";
import { ServiceError } from "./service-error";

/**
 * Not `AzureCloud` on this machine: for a cloud with that name, `az` signs in at login.microsoftonline.com, whatever
 * the metadata say.
 * https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/cloud.py
 */
const localCloudName = "CognitoEntraSandbox";
const objectVersions = ["2022-09-01"];
const arrayVersions = ["2018-05-01", "2019-05-01", "2019-10-01", "2020-06-01"];
const firstVersion = "2015-01-01";

/**
 * `GET /metadata/endpoints`: where a cloud's other hosts are, for any caller. The first api-version answers with an
 * older object, those up to 2020-06-01 with an array of clouds, 2022-09-01 with one cloud.
 */
export function metadataEndpoints(apiVersion: string, origins: Origins): Response {
    if (apiVersion === firstVersion) {
        return Response.json({
            galleryEndpoint: "https://gallery.azure.com/",
            graphEndpoint: origins.graph(),
            portalEndpoint: "https://portal.azure.com/",
            authentication: { loginEndpoint: origins.login(), audiences: audiences(origins) },
        });
    }
    if (arrayVersions.includes(apiVersion)) {
        return Response.json([cloud(origins)]);
    }
    if (objectVersions.includes(apiVersion)) {
        return Response.json(cloud(origins));
    }
    throw new ServiceError(
        400,
        "InvalidApiVersionParameter",
        `The api-version '${apiVersion}' is invalid. The supported versions are '${[...objectVersions, ...arrayVersions, firstVersion].join(",")}'.`,
    );
}

function audiences(origins: Origins): string[] {
    const all = [
        "https://management.azure.com/",
        "https://management.core.windows.net/",
        `${origins.resourceManager()}/`,
    ];
    return [...new Set(all)];
}

function cloud(origins: Origins): object {
    return {
        name: origins === publicOrigins ? "AzureCloud" : localCloudName,
        portal: "https://portal.azure.com",
        authentication: {
            loginEndpoint: origins.login(),
            audiences: audiences(origins),
            tenant: "common",
            identityProvider: "AAD",
        },
        resourceManager: `${origins.resourceManager()}/`,
        graph: origins.graph(),
        graphAudience: origins.graph(),
        microsoftGraphResourceId: origins.graph(),
        gallery: "https://gallery.azure.com/",
        media: "https://rest.media.azure.net",
        batch: "https://batch.core.windows.net/",
        sqlManagement: "https://management.core.windows.net:8443/",
        vmImageAliasDoc:
            "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/main/arm-compute/quickstart-templates/aliases.json",
        activeDirectoryDataLake: "https://datalake.azure.net/",
        appInsightsResourceId: "https://api.applicationinsights.io",
        appInsightsTelemetryChannelResourceId: "https://dc.applicationinsights.azure.com/v2/track",
        attestationResourceId: "https://attest.azure.net",
        logAnalyticsResourceId: "https://api.loganalytics.io",
        ossrDbmsResourceId: "https://ossrdbms-aad.database.windows.net",
        synapseAnalyticsResourceId: "https://dev.azuresynapse.net",
        suffixes: {
            acrLoginServer: "azurecr.io",
            attestationEndpoint: "attest.azure.net",
            azureDataLakeAnalyticsCatalogAndJob: "azuredatalakeanalytics.net",
            azureDataLakeStoreFileSystem: "azuredatalakestore.net",
            azureFrontDoorEndpointSuffix: "azurefd.net",
            keyVaultDns: "vault.azure.net",
            mariadbServerEndpoint: "mariadb.database.azure.com",
            mhsmDns: "managedhsm.azure.net",
            mysqlServerEndpoint: "mysql.database.azure.com",
            postgresqlServerEndpoint: "postgres.database.azure.com",
            sqlServerHostname: "database.windows.net",
            storage: "core.windows.net",
            storageSyncEndpointSuffix: "afs.azure.net",
            synapseAnalytics: "dev.azuresynapse.net",
        },
    };
}
