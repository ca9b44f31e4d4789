import { anyValue, exactly, exactlySecret } from "../configuration";
import type { StandIn } from "../stand-in";
import { getCallerIdentity } from "./get-caller-identity";
import { getOutboundWebIdentityFederation } from "./get-outbound-web-identity-federation";
import { identityPool } from "./identity-pool";
import { openIdConnectProvider } from "./open-id-connect-provider";
import { parameter } from "./parameter";
import { policy } from "./policy";
import { rolePolicyAttachment } from "./role-policy-attachment";
import { role } from "./role";
import type { AwsConnection } from "./signed-fetch";

/** The stand-in for `@pulumi/aws`. */
export function awsStandIn(connection: AwsConnection): StandIn {
    return {
        name: "aws",
        version: "7.48.0",
        moduleFormat: "(.*)(?:/[^/]*)",
        options: {
            region: exactly("AWS region", connection.region),
            accessKey: exactlySecret("access key id", connection.accessKeyId),
            secretKey: exactlySecret("secret access key", connection.secretAccessKey),
            skipCredentialsValidation: anyValue,
            skipMetadataApiCheck: anyValue,
            skipRegionValidation: anyValue,
            skipRequestingAccountId: anyValue,
        },
        resources: {
            "aws:cognito/identityPool:IdentityPool": identityPool(connection),
            "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider(connection),
            "aws:iam/policy:Policy": policy(connection),
            "aws:iam/role:Role": role(connection),
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment(connection),
            "aws:ssm/parameter:Parameter": parameter(connection),
        },
        functions: {
            "aws:iam/getOutboundWebIdentityFederation:getOutboundWebIdentityFederation":
                getOutboundWebIdentityFederation(connection),
            "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity(connection),
        },
    };
}
