import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";
import {
    carriesMark,
    foreignApplicationReasons,
    type ExpectedApplication,
} from "../../rules/entra/foreign-application";
import { quote } from "../../rules/quote";
import { invokeProvider } from "../internal/invoke-provider";
import type { LookUpOf } from "../internal/unrecorded";

/** What the look-up needs besides the application's own inputs. */
export interface ApplicationSurroundings extends Omit<ExpectedApplication, "notes"> {
    /** The tenant to which the azuread provider deploys. */
    readonly tenantId: string;
}

const keys = z.array(z.object({ id: z.string(), name: z.string() }));
const applications = z.object({
    applications: z.array(
        z.object({
            objectId: z.string(),
            notes: z.string(),
            signInAudience: z.string(),
            passwords: keys,
            certificates: keys,
            redirectUris: z.array(z.string()),
            identifierUris: z.array(z.string()),
            owners: keys,
            federatedCredentials: z.array(
                z.object({
                    name: z.string(),
                    issuer: z.string(),
                    subject: z.string(),
                    audiences: z.array(z.string()),
                }),
            ),
            servicePrincipals: z.array(
                z.object({ objectId: z.string(), passwords: keys, certificates: keys, owners: keys }),
            ),
            denied: z.array(z.string()),
        }),
    ),
});

/** Looks for applications with the same display name in the tenant. */
export function unrecordedApplication(surroundings: pulumi.Output<ApplicationSurroundings>): LookUpOf {
    return ({ displayName, notes }) => {
        if (typeof displayName !== "string") {
            throw new Error("the display name is a secret or unknown; use a plain string.");
        }
        return {
            what: `application ${quote(displayName)}`,
            advice: "Choose another name, or ask the other application's owner to rename or delete it.",
            find: async (options) => {
                const { tenantId, ...expected } = await known(surroundings);
                const found = await invokeProvider(
                    "cognito-entra:index:findApplications",
                    { displayName, tenantId },
                    applications,
                    options,
                );
                const mine = { ...expected, notes: typeof notes === "string" ? notes : undefined };
                return {
                    kind: "found",
                    existing: found.applications.map((application) => ({
                        importId: `/applications/${application.objectId}`,
                        isMarked: carriesMark(application, mine),
                        foreignReasons: foreignApplicationReasons(application, mine),
                        deletion: `az ad app delete --id ${application.objectId}`,
                    })),
                };
            },
        };
    };
}

/** The value of an output that is already known: the application's own inputs are made from it. */
function known<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply((value) => {
            resolve(value);
        });
    });
}
