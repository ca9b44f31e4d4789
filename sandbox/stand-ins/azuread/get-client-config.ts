import { decodeJwt } from "jose";
import type { BearerTokens } from "../bearer-tokens";
import type { FunctionType } from "../function-type";
import { requiredText } from "../json";

/** `azuread:index/getClientConfig:getClientConfig`: who deploys, according to the access token. */
export function getClientConfig(tokens: BearerTokens, graphOrigin: string): FunctionType {
    return {
        arguments: {},
        results: { id: "string", clientId: "string", objectId: "string", tenantId: "string" },
        call: async () => {
            const claims = decodeJwt(await tokens.get(`${graphOrigin}/.default`));
            const clientId = requiredText(claims, "appid");
            const objectId = requiredText(claims, "oid");
            const tenantId = requiredText(claims, "tid");
            return { id: `${tenantId}-${clientId}-${objectId}`, clientId, objectId, tenantId };
        },
    };
}
