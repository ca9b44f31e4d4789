import { ClientAssertionCredential } from "@azure/identity";
import { CLIENT_ID, outsideToken, type SimulatedEntra, TENANT_ID } from "./simulated-clouds";

/** What people write by hand today: `ClientAssertionCredential` with an uncached Cognito call. */
export class PlainCredential {
    assertions = 0;
    exchanges = 0;
    readonly credential: ClientAssertionCredential;

    constructor(entra: SimulatedEntra, exchangeMilliseconds = 0) {
        this.credential = new ClientAssertionCredential(
            TENANT_ID,
            CLIENT_ID,
            () => {
                this.assertions += 1;
                return Promise.resolve(outsideToken({ jti: this.assertions }));
            },
            {
                disableInstanceDiscovery: true,
                httpClient: {
                    sendRequest: async (request) => {
                        const isExchange = new URL(request.url).pathname.endsWith("/token");
                        const body = isExchange ? await entra.grant().text() : JSON.stringify(discovery());
                        if (isExchange) {
                            this.exchanges += 1;
                            await new Promise((resolve) => setTimeout(resolve, exchangeMilliseconds));
                        }
                        return { request, status: 200, headers: request.headers, bodyAsText: body };
                    },
                },
            },
        );
    }
}

function discovery(): Record<string, unknown> {
    const authority = `https://login.microsoftonline.com/${TENANT_ID}`;
    return {
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        issuer: `${authority}/v2.0`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
        end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    };
}
