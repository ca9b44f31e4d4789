import type { Environment } from "../federation-settings";
import { isRecord, type OutsideClaims } from "../json-web-token";
import type { System } from "../system";
import { fail, type Finding, ok, skip } from "./check";
import { getJson, stringOf } from "./json-api";

const TOLERANCE_SECONDS = 300;

/** Whether the token's issuer publishes the key that signed it. Entra asks for the same from its own network. */
export async function checkIssuerDiscovery(
    environment: Environment,
    claims: OutsideClaims,
    system: System,
): Promise<Finding<string>> {
    const endpoint = environment["AWS_ENDPOINT_URL_COGNITO_IDENTITY"] ?? environment["AWS_ENDPOINT_URL"];
    if (endpoint) {
        return skip(`AWS is at ${endpoint} here, and its issuer is not on the internet`);
    }
    const address = `${claims.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const discovery = await getJson(address, system);
    if (discovery.status !== 200) {
        return fail(
            `${address} ${answered(discovery.status)}`,
            "Check that DNS, proxy and firewall allow this host; Entra must reach it as well.",
        );
    }
    const issuer = stringOf(discovery.body, "issuer");
    if (issuer !== claims.issuer) {
        return fail(
            `the discovery document's issuer is ${issuer}, the token's is ${claims.issuer}`,
            "Entra would answer AADSTS700221: check that no proxy answers in place of the issuer.",
            { code: "AADSTS700221" },
        );
    }
    const keysAddress = stringOf(discovery.body, "jwks_uri");
    const answer = await getJson(keysAddress, system);
    const keys: unknown = answer.status === 200 ? answer.body["keys"] : undefined;
    if (!Array.isArray(keys)) {
        return fail(
            `${keysAddress} ${answered(answer.status)}`,
            "Check that DNS, proxy and firewall allow this host; Entra must reach it as well.",
        );
    }
    if (!keys.some((key) => isRecord(key) && key["kid"] === claims.keyId)) {
        return fail(
            `none of the ${keys.length} keys of ${claims.issuer} is ${claims.keyId ?? "without kid"}`,
            "The token is of another issuer, or its key is gone: mint a new token.",
        );
    }
    return ok(`${claims.issuer} publishes key ${claims.keyId ?? ""}`, claims.issuer);
}

/** The times at hand, in milliseconds since 1970. */
export interface ClockReadings {
    readonly here: number;
    /** When AWS issued the token, by its own clock. */
    readonly aws: number;
    /** By the Date header of its answer. */
    readonly entra: number | undefined;
}

export function checkClock({ here, aws, entra }: ClockReadings): Finding<number> {
    const readings = [
        { name: "AWS's", ahead: Math.round((aws - here) / 1000) },
        ...(entra === undefined ? [] : [{ name: "Entra's", ahead: Math.round((entra - here) / 1000) }]),
    ];
    const wrong = readings.filter(({ ahead }) => Math.abs(ahead) > TOLERANCE_SECONDS);
    const text = readings
        .map(
            ({ name, ahead }) =>
                `${name} clock is ${String(Math.abs(ahead))} s ${ahead >= 0 ? "ahead of" : "behind"} this machine's`,
        )
        .join(", ");
    return wrong.length > 0
        ? fail(text, "Set this machine's clock: run a time service (chrony, systemd-timesyncd).")
        : ok(text, here);
}

function answered(status: number | undefined): string {
    return status === undefined ? "cannot be reached from here" : `answers HTTP ${String(status)}`;
}
