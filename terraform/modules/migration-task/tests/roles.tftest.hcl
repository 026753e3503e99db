mock_provider "aws" {
  source = "./tests"
}

variables {
  cluster = "staging"
  image   = "shop:1"
  network = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"] }
}

# Mocks give each role the same ARN: so these two are told apart.
run "each_role_in_its_place" {
  command = apply

  override_module {
    target = module.roles
    outputs = {
      execution_role_arn    = "arn:aws:iam::111122223333:role/start"
      task_role_arn         = "arn:aws:iam::111122223333:role/work"
      execution_policy_json = "{}"
    }
  }

  assert {
    condition     = aws_ecs_task_definition.this.execution_role_arn == "arn:aws:iam::111122223333:role/start" && aws_ecs_task_definition.this.task_role_arn == "arn:aws:iam::111122223333:role/work"
    error_message = "ECS starts the task with the execution role; the containers have the task role."
  }
}
