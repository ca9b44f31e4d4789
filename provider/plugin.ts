import { runProvider } from "@cognito-entra/plumbing";
import { developerIdentityProvider } from "./developer-identity-provider";

// Pulumi shows a plugin's standard error in every update, and whoever deploys cannot choose the plugin's SDK.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** What Pulumi starts when it finds this folder as the plugin `cognito-entra`. */
void runProvider(developerIdentityProvider());
