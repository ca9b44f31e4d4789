aws sts get-web-identity-token --region "$AWS_REGION" \
    --audience "{{audience}}" --signing-algorithm RS256 \
    --duration-seconds 300 --query WebIdentityToken --output text
