aws cognito-identity get-open-id-token-for-developer-identity --region "$AWS_REGION" \
    --identity-pool-id "$COGNITO_IDENTITY_POOL_ID" \
    --logins "$COGNITO_DEVELOPER_PROVIDER_NAME=$COGNITO_DEVELOPER_USER_IDENTIFIER" \
    --token-duration 300 --query Token --output text
