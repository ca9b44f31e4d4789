import type { PropertyMap } from "@cognito-entra/plumbing";
import { developerIdentityKeyNames } from "./resources/developer-identity-key";

const assumeRole = {
    "cognito-entra:index:AssumeRole": {
        type: "object",
        description: "One role to assume, as in aws:assumeRoles.",
        properties: {
            roleArn: { type: "string", description: "The role's ARN." },
            sessionName: { type: "string", description: "The session's name." },
            externalId: { type: "string", description: "What the role's trust policy asks for." },
            duration: { type: "string", description: "From 15m to 12h, such as 1h." },
            policy: { type: "string", description: "A session policy, as JSON." },
            policyArns: { type: "array", items: { type: "string" }, description: "Managed session policies." },
            sourceIdentity: { type: "string", description: "The source identity of the session." },
            tags: { type: "object", additionalProperties: { type: "string" }, description: "Session tags." },
            transitiveTagKeys: {
                type: "array",
                items: { type: "string" },
                description: "Tags that later sessions keep.",
            },
        },
        required: ["roleArn"],
    },
};

const configuration = {
    profile: { type: "string", description: "A profile of the shared AWS configuration files." },
    assumeRoles: {
        type: "array",
        items: { $ref: "#/types/cognito-entra:index:AssumeRole" },
        description: "Roles to assume one after the other.",
    },
};

const inputs = {
    identityPoolId: {
        type: "string",
        description: "The identity pool, `<region>:<UUID>`. The region of the calls is taken from it.",
        willReplaceOnChanges: true,
    },
    developerProviderName: {
        type: "string",
        description: "The pool's developer provider name.",
        willReplaceOnChanges: true,
    },
    developerUserIdentifier: {
        type: "string",
        description: "The user, in the developer provider's words. It is readable in every token: put no secret in it.",
        willReplaceOnChanges: true,
    },
};

/** The package as Pulumi describes packages (https://www.pulumi.com/docs/iac/extending-pulumi/schema/). */
export function packageSchema(version: string): PropertyMap {
    return {
        name: "cognito-entra",
        version,
        description: "Developer identities of Amazon Cognito identity pools.",
        license: "Apache-2.0",
        language: { nodejs: { respectSchemaVersion: true } },
        types: assumeRole,
        config: { variables: configuration },
        provider: {
            description: "Uses the AWS SDKs' standard credential chain.",
            inputProperties: configuration,
        },
        resources: {
            "cognito-entra:index:DeveloperIdentity": {
                description: "The identity that Cognito keeps for one developer user of an identity pool.",
                inputProperties: inputs,
                requiredInputs: developerIdentityKeyNames,
                properties: {
                    ...inputs,
                    identityId: {
                        type: "string",
                        description: "The IdentityId, `<region>:<UUID>`: the subject of the user's tokens.",
                    },
                },
                required: [...developerIdentityKeyNames, "identityId"],
            },
        },
    };
}
