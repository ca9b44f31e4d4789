/** Wrong usage of the command; the message says what is expected. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

export const USAGE = `Usage: cognito-entra <command> [options]

  token   writes the outside token that Azure identity libraries exchange
    --file PATH              keep PATH fresh until stopped (for AZURE_FEDERATED_TOKEN_FILE)
    --once                   write PATH once and exit
    --health [HOST:]PORT     answer GET /health while keeping it
    --lifetime-seconds N     ask for tokens of N seconds (default 1800)
    Without --file the token goes to standard output, once, and never to a terminal.

  exec [options] -- COMMAND  runs COMMAND with a token file kept fresh and the environment set
    --lifetime-seconds N     as above
    --arm-oidc-token         also set ARM_OIDC_TOKEN, which is not renewed while COMMAND runs

  lambda-extension           keeps a token file in an AWS Lambda function (see examples/lambda)
    --file PATH

  doctor                     checks the trust step by step and says what is broken
    --scope SCOPE            the Azure resource to get a token for (default: Azure Resource Manager)
    --azure-scope ID         the subscription, resource group or resource whose role assignments are checked
    --aws-profile PROFILE    AWS profile of somebody who may read the identity pool and simulate the role's policies
    --caller-role ROLE       the workload's role by name or ARN, where it is not who calls AWS from here
    --json                   machine-readable output

  token and exec take --for aws, in Azure, for the way back (AWS_WEB_IDENTITY_TOKEN_FILE):
    --audience URI           Application ID URI that the AWS role trusts (or AWS_WEB_IDENTITY_AUDIENCE)

All configuration comes from the stack's \`environment\` output. See docs/errors.md for every error.
`;
