import {
    changedKeys,
    UNKNOWN,
    type CheckFailure,
    type PropertyMap,
    type ResourceHandler,
} from "@cognito-entra/plumbing";
import type { CognitoIdentities } from "../clients/cognito-identities";
import { unknownKeyProblem } from "../nearest-key";
import {
    developerIdentityKeyNames,
    developerIdentityKeyProblem,
    developerIdentityResourceId,
    parseDeveloperIdentityResourceId,
    type DeveloperIdentityKey,
} from "./developer-identity-key";

function inputProblem(name: keyof DeveloperIdentityKey, inputs: PropertyMap): string | undefined {
    const value = inputs[name];
    if (value === UNKNOWN) {
        return undefined;
    }
    if (value === undefined || value === null) {
        return "is missing: give a string.";
    }
    return typeof value === "string" ? developerIdentityKeyProblem(name, value) : "must be a string.";
}

function checkFailures(inputs: PropertyMap): CheckFailure[] {
    const known: readonly string[] = developerIdentityKeyNames;
    return [
        ...developerIdentityKeyNames.flatMap((property) => {
            const problem = inputProblem(property, inputs);
            return problem === undefined ? [] : [{ property, reason: `${property} ${problem}` }];
        }),
        ...Object.keys(inputs)
            .filter((key) => !known.includes(key))
            .map((property) => ({ property, reason: `${property} ${unknownKeyProblem(property, known)}` })),
    ];
}

/** The checked inputs of a resource. */
function developerIdentityKey(inputs: PropertyMap): DeveloperIdentityKey {
    const text = (name: keyof DeveloperIdentityKey): string => {
        const value = inputs[name];
        if (typeof value !== "string") {
            throw new Error(`${name} must be a string.`);
        }
        return value;
    };
    return {
        identityPoolId: text("identityPoolId"),
        developerProviderName: text("developerProviderName"),
        developerUserIdentifier: text("developerUserIdentifier"),
    };
}

/**
 * `cognito-entra:index:DeveloperIdentity`: the identity that Cognito keeps for one developer user of an identity pool.
 * Its IdentityId is the subject of the tokens that the pool issues for that user. `identities` is called for each verb,
 * because the engine configures the provider after it has been created.
 */
export function developerIdentityResource(identities: () => CognitoIdentities): ResourceHandler {
    return {
        check: (_, __, news) => Promise.resolve({ inputs: news, failures: checkFailures(news) }),

        diff(_, __, oldInputs, ___, news) {
            const changes = changedKeys(oldInputs, news);
            return Promise.resolve({ changes, replaces: changes });
        },

        previewOutputs: (inputs) => ({ ...inputs, identityId: UNKNOWN }),

        async create({ signal }, inputs) {
            const key = developerIdentityKey(inputs);
            const identityId = await identities().ensure(key, signal);
            return { id: developerIdentityResourceId(key), outputs: { ...key, identityId } };
        },

        async read({ signal }, id, inputs) {
            const key = parseDeveloperIdentityResourceId(id);
            const identityId = await identities().find(key, signal);
            if (identityId === undefined) {
                return undefined;
            }
            const isImport = Object.keys(inputs).length === 0;
            if (isImport) {
                const actual = await identities().developerProviderName(key.identityPoolId, signal);
                if (actual !== key.developerProviderName) {
                    throw new Error(
                        `The identity pool ${key.identityPoolId} has the developer provider ${actual ?? "(none)"}, ` +
                            `not ${key.developerProviderName}: correct the import id.`,
                    );
                }
            }
            return { id, inputs: { ...key }, outputs: { ...key, identityId } };
        },

        update: (_, id) => Promise.reject(new Error(`The developer identity ${id} cannot be updated, only replaced.`)),

        async delete({ signal }, id, { identityId }) {
            if (typeof identityId !== "string") {
                throw new Error(
                    `The state of the developer identity ${id} has no identityId: run pulumi refresh first.`,
                );
            }
            await identities().remove(parseDeveloperIdentityResourceId(id).identityPoolId, identityId, signal);
        },
    };
}
