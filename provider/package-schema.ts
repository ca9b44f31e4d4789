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

const webIdentityRole = {
    "cognito-entra:index:AssumeRoleWithWebIdentity": {
        type: "object",
        description: "A role to assume with another issuer's token, as in aws:assumeRoleWithWebIdentity.",
        properties: {
            roleArn: { type: "string", description: "The role's ARN." },
            sessionName: { type: "string", description: "The session's name." },
            duration: { type: "string", description: "From 15m to 12h, such as 1h." },
            policy: { type: "string", description: "A session policy, as JSON." },
            policyArns: { type: "array", items: { type: "string" }, description: "Managed session policies." },
            webIdentityToken: { type: "string", secret: true, description: "The token." },
            webIdentityTokenFile: { type: "string", description: "The file that holds the token." },
        },
        required: ["roleArn"],
    },
};

const strings = { type: "array", items: { type: "string" } };

const configuration = {
    accessKey: { type: "string", secret: true, description: "As aws:accessKey." },
    secretKey: { type: "string", secret: true, description: "As aws:secretKey." },
    token: { type: "string", secret: true, description: "As aws:token." },
    profile: { type: "string", description: "A profile of the shared AWS configuration files." },
    sharedConfigFiles: { ...strings, description: "As aws:sharedConfigFiles; one file." },
    sharedCredentialsFiles: { ...strings, description: "As aws:sharedCredentialsFiles; one file." },
    assumeRoleWithWebIdentity: {
        $ref: "#/types/cognito-entra:index:AssumeRoleWithWebIdentity",
        description: "The role to assume first, with another issuer's token.",
    },
    assumeRoles: {
        type: "array",
        items: { $ref: "#/types/cognito-entra:index:AssumeRole" },
        description: "Roles to assume one after the other.",
    },
    stsRegion: { type: "string", description: "As aws:stsRegion." },
    endpoints: {
        type: "array",
        items: { type: "object", additionalProperties: { type: "string" } },
        description: "As aws:endpoints; sts and cognitoidentity are read.",
    },
    useFipsEndpoint: { type: "boolean", description: "As aws:useFipsEndpoint." },
    useDualstackEndpoint: { type: "boolean", description: "As aws:useDualstackEndpoint." },
    allowedAccountIds: { ...strings, description: "The only accounts in which the provider works." },
    forbiddenAccountIds: { ...strings, description: "Accounts in which the provider does not work." },
    azuread: {
        type: "object",
        additionalProperties: { type: "string" },
        secret: true,
        description: "The credentials that look for applications: the keys of azuread:, by the same names.",
    },
};

const string = { type: "string" };
const keys = {
    type: "array",
    items: { type: "object", additionalProperties: string },
    description: "Each with id and name.",
};

const functions = {
    "cognito-entra:index:findApplications": {
        description:
            "Every application with a display name in a tenant, with everything that gives somebody access to it.",
        inputs: {
            type: "object",
            properties: { displayName: string, tenantId: string },
            required: ["displayName", "tenantId"],
        },
        outputs: {
            type: "object",
            properties: { applications: { type: "array", items: { $ref: "#/types/cognito-entra:index:Application" } } },
            required: ["applications"],
        },
    },
    "cognito-entra:index:findIdentityPools": {
        description: "Every identity pool with a name in a region, and the account that was searched.",
        inputs: { type: "object", properties: { name: string, region: string }, required: ["name", "region"] },
        outputs: {
            type: "object",
            properties: {
                accountId: string,
                pools: { type: "array", items: { $ref: "#/types/cognito-entra:index:IdentityPool" } },
            },
            required: ["accountId", "pools"],
        },
    },
};

const found = {
    "cognito-entra:index:Application": {
        type: "object",
        description: "An application, as Microsoft Graph shows it to the caller.",
        properties: {
            objectId: string,
            clientId: string,
            displayName: string,
            notes: string,
            signInAudience: string,
            passwords: keys,
            certificates: keys,
            redirectUris: strings,
            identifierUris: strings,
            owners: keys,
            federatedCredentials: {
                type: "array",
                items: { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } },
                description: "Each with name, issuer, subject and audiences.",
            },
            servicePrincipals: {
                type: "array",
                items: { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } },
                description: "Each with objectId, passwords, certificates and owners.",
            },
            denied: { ...strings, description: "What Microsoft Graph does not show to the caller." },
        },
    },
    "cognito-entra:index:IdentityPool": {
        type: "object",
        description: "An identity pool; of one that the caller may not see, only id and denied.",
        properties: {
            id: string,
            denied: string,
            tags: { type: "object", additionalProperties: string },
            developerProviderName: string,
            allowUnauthenticatedIdentities: { type: "boolean" },
            allowClassicFlow: { type: "boolean" },
            otherProviders: strings,
        },
        required: ["id"],
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

/** The package's schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/). */
export function packageSchema(version: string): PropertyMap {
    return {
        name: "cognito-entra",
        version,
        description: "Developer identities of Amazon Cognito identity pools.",
        license: "Apache-2.0",
        language: { nodejs: { respectSchemaVersion: true } },
        types: { ...assumeRole, ...webIdentityRole, ...found },
        config: { variables: configuration },
        provider: {
            description:
                "Uses the AWS SDKs' standard credential chain, and the azuread provider's environment variables.",
            inputProperties: configuration,
        },
        functions,
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
