import type { FederationSettings } from "../federation-settings";
import type { AssertionSource } from "./assertion-source";
import { CognitoSource } from "./cognito-source";
import { StsSource } from "./sts-source";

export function createSource(settings: FederationSettings["source"]): AssertionSource {
    return settings.kind === "cognito" ? new CognitoSource(settings) : new StsSource(settings);
}
