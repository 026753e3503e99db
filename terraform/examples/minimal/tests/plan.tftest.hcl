mock_provider "aws" {
  source = "../../modules/migration-task/tests"
}

variables {
  image                   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
  database_url_secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
  vpc_id                  = "vpc-0a1b2c3d"
  private_subnets         = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"]
  database_security_group = "sg-0d1b2c3d"
}

run "plan" {
  command = apply

  assert {
    condition     = output.run == "npx ecs-migrate run --cluster staging" && module.migration.task_definition == "staging-migrate"
    error_message = "The family is that which the command line looks for."
  }

  assert {
    condition     = contains(jsondecode(aws_iam_policy.migrate.policy).Statement[*].Sid, "Register")
    error_message = "Whoever runs it may migrate with another image."
  }
}
