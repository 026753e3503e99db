mock_provider "aws" {
  source = "./tests"
}

mock_provider "aws" {
  alias  = "environment"
  source = "./tests/environment"
}

variables {
  environment_role_arn    = "arn:aws:iam::444455556666:role/terraform"
  network                 = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"], database = "sg-0d1b2c3d" }
  database_url_secret_arn = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:shop-AbCdEf"
  source_bucket           = "releases"
  archive                 = "../../../buildspec.yml" # any file
}

run "plan" {
  command = apply

  assert {
    condition     = output.stages == tolist(["Source", "Run_Database_Migrations"]) && output.role_arn == "arn:aws:iam::444455556666:role/start"
    error_message = "The action is started with the role of the environment's account."
  }

  assert {
    condition     = one(aws_codepipeline.this.stage[1].action).role_arn == "arn:aws:iam::444455556666:role/start" && one(one(aws_codepipeline.this.artifact_store).encryption_key).id == aws_kms_key.artifacts.arn
    error_message = "The pipeline takes the role, and its artifacts have the key that the role may use."
  }

  assert {
    condition     = startswith(module.migration.cluster_arn, "arn:aws:ecs:eu-west-1:444455556666:cluster/") && alltrue([for arn in module.migration.role_arns : startswith(arn, "arn:aws:iam::444455556666:")])
    error_message = "What migrates is in the environment's account."
  }

  # test/terraform/policies.test.ts holds them against the Service Authorization Reference.
  assert {
    condition = jsonencode({
      "aws_kms_key.artifacts.policy"             = jsondecode(aws_kms_key.artifacts.policy)
      "aws_s3_bucket_policy.artifacts.policy"    = jsondecode(aws_s3_bucket_policy.artifacts.policy)
      "aws_iam_role.start.assume_role_policy"    = jsondecode(aws_iam_role.start.assume_role_policy)
      "aws_iam_role_policy.artifacts.policy"     = jsondecode(aws_iam_role_policy.artifacts.policy)
      "aws_iam_role.pipeline.assume_role_policy" = jsondecode(aws_iam_role.pipeline.assume_role_policy)
      "aws_iam_role_policy.pipeline.policy"      = jsondecode(aws_iam_role_policy.pipeline.policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}
