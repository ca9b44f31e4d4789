import { runProvider } from "@cognito-entra/provider-plumbing";
import { developerIdentityProvider } from "./developer-identity-provider";

/** What Pulumi starts when it finds this folder as the plugin `cognito-entra`. */
void runProvider(developerIdentityProvider());
