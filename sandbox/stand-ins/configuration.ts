import { UNKNOWN, type CheckResult, type PropertyMap, type PropertyValue } from "@cognito-entra/plumbing";

/** What is wrong with an option's value, as the rest of a sentence that begins with the option's name. */
export type OptionCheck = (value: PropertyValue) => string | undefined;

export interface Configuration {
    /** The provider's options that the stand-in supports, by name. */
    readonly options: Readonly<Record<string, OptionCheck>>;
}

/** Members that the engine itself adds to every provider's configuration. */
const engineMembers = new Set(["version", "pluginDownloadURL", "__internal"]);

export const anyValue: OptionCheck = () => undefined;

/** The stand-ins are bound to one sandbox: another tenant, subscription or region is refused, not mistaken for ours. */
export function exactly(what: string, expected: string): OptionCheck {
    return (value) =>
        typeof value === "string" && value.toLowerCase() === expected.toLowerCase()
            ? undefined
            : `is ${JSON.stringify(value)}, but the sandbox's ${what} is "${expected}". Configure that one, or deploy without the sandbox.`;
}

/** Like `exactly`, for values that must not be shown. */
export function exactlySecret(what: string, expected: string): OptionCheck {
    return (value) =>
        value === expected
            ? undefined
            : `is not the sandbox's ${what}. Leave it out: the sandbox sets it in the environment.`;
}

export function off(because: string): OptionCheck {
    return (value) => (value === false || value === "false" ? undefined : because);
}

/** A problem for every option that is unknown or not the sandbox's. */
export function checkConfiguration(provider: string, configuration: Configuration, news: PropertyMap): CheckResult {
    const failures = Object.entries(news).flatMap(([name, value]) => {
        if (engineMembers.has(name) || value === UNKNOWN || value === null) {
            return [];
        }
        const option = configuration.options[name];
        if (option === undefined) {
            const known = Object.keys(configuration.options).join(", ");
            return [
                {
                    property: name,
                    reason: `The sandbox's ${provider} provider has no option "${name}". It takes ${known}.`,
                },
            ];
        }
        const problem = option(value);
        return problem === undefined ? [] : [{ property: name, reason: `${provider}:${name} ${problem}` }];
    });
    return { inputs: news, failures };
}
