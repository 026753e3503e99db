mock_provider "aws" {
  source = "./tests"
}

variables {
  name          = "staging-shop-migrate"
  images        = ["postgres:18"]
  log_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/staging-shop-migrate"
}

run "least" {
  command = plan

  assert {
    condition     = jsondecode(output.execution_policy_json).Statement[*].Sid == ["Log"]
    error_message = "For a public image without secrets the execution role may write the log and nothing else."
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "The task role is empty unless policies are given."
  }

  assert {
    condition = alltrue([for role in aws_iam_role.this : jsonencode(jsondecode(role.assume_role_policy)) == jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ecs-tasks.amazonaws.com" }
        Condition = {
          StringEquals = { "aws:SourceAccount" = "111122223333" }
          ArnLike      = { "aws:SourceArn" = "arn:aws:ecs:eu-west-1:111122223333:*" }
        }
      }]
    })])
    error_message = "Only ECS of this account and region may use the roles."
  }
}

run "most" {
  command = plan

  variables {
    name = "a-family-whose-name-is-longer-than-that-of-a-role-may-be-which-is-64-characters"
    images = [
      "444455556666.dkr.ecr.us-east-1.amazonaws.com/team/shop@sha256:0123",
      "444455556666.dkr.ecr.us-east-1.amazonaws.com/team/shop:2",
      "111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/proxy",
      "public.ecr.aws/docker/library/postgres:18",
    ]
    secrets = [
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf:username::",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf:password:AWSCURRENT:",
      "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/host",
    ]
    secrets_kms_key_arns = ["arn:aws:kms:eu-west-1:111122223333:key/2"]
    task_policies        = { s3 = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
    boundary_arn         = "arn:aws:iam::111122223333:policy/boundary"
  }

  assert {
    condition     = jsonencode(jsondecode(output.execution_policy_json)) == jsonencode(jsondecode(file("./tests/execution-policy.json")))
    error_message = "The execution role's policy is that of tests/execution-policy.json."
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.this : length(role.name_prefix) <= 38 && role.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary"])
    error_message = "The names of roles are cut to what IAM takes, and the boundary holds for both."
  }

  assert {
    condition     = aws_iam_role_policy.task["s3"].policy == "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    error_message = "The task role has the policies given."
  }

  # test/terraform/policies.test.ts holds them against the Service Authorization Reference.
  assert {
    condition = jsonencode({
      "aws_iam_role.this[execution].assume_role_policy" = jsondecode(aws_iam_role.this["execution"].assume_role_policy)
      "aws_iam_role_policy.execution.policy"            = jsondecode(aws_iam_role_policy.execution.policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}

run "wrong_values" {
  command = plan

  variables {
    name                 = "the shop"
    secrets              = ["hunter2"]
    secrets_kms_key_arns = ["arn:aws:kms:eu-west-1:111122223333:alias/shop"]
    task_policies        = { s3 = "allow all" }
  }

  expect_failures = [var.name, var.secrets, var.secrets_kms_key_arns, var.task_policies]
}
